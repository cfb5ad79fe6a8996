/// A report in one HTML file that needs nothing else: no script, no font, no picture from elsewhere. It is well-formed
/// XML, too.
package enum ReportPage {
    package static func html(_ measurements: [Measurement]) -> String {
        var runs: [(circumstances: Measurement.Circumstances, measurements: [Measurement])] = []
        for measurement in measurements {
            if let index = runs.firstIndex(where: { $0.circumstances == measurement.circumstances }) {
                runs[index].measurements.append(measurement)
            } else {
                runs.append((measurement.circumstances, [measurement]))
            }
        }
        var body = ""
        for (index, run) in runs.enumerated() {
            body += section(run.circumstances, run.measurements, index, isAlone: runs.count == 1)
        }
        return """
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>MedSeal benchmark report</title>
            <style>\(style)</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the results</a>
            <header><h1>MedSeal benchmark report</h1>
            <p>How long the operations of attribute-based encryption take, from field arithmetic to whole records, and how long keys
            and ciphertexts are. Measured by <code>medseal-bench</code>.</p></header>
            <main id="content">
            \(body)<section class="method" aria-labelledby="method"><h2 id="method">How to read it</h2>
            <p>Each operation was called again and again, after one call that does not count; operations shorter than 20 µs in groups.
            <strong>min</strong> is the fastest group, <strong>median</strong> the middle one, and 95 of 100 were no slower than
            <strong>p95</strong>. Marks in the plots are medians; strokes go from min to p95. Times of two runs can be compared only
            if machine, kernel and load were the same: compare ratios within one run, best of minima.</p>
            <p>Scheme operations have encoded objects as input and output: an encoded key and a ciphertext are decoded, with every
            check, within the time. <code>cca</code> is the encapsulation that records use, <code>cpa</code> the bare scheme.</p>
            <p>To cite: name MedSeal with version and commit, machine, kernel and threads as above, and the options of the run.
            <code>docs/benchmarks.md</code> has the method and its limits.</p></section>
            </main>
            </body>
            </html>

            """
    }

    private static func section(
        _ circumstances: Measurement.Circumstances, _ measurements: [Measurement], _ index: Int, isAlone: Bool
    ) -> String {
        func e(_ text: String) -> String { Drawing.escaped(text) }
        let figures = StandardFigures.all(measurements)
        var html = "<section aria-labelledby=\"run\(index)\">\n"
        html +=
            "<h2 id=\"run\(index)\">\(isAlone ? "This run" : e("\(circumstances.kernel), \(circumstances.threads == 1 ? "one thread" : "\(circumstances.threads) threads"), \(circumstances.machine)"))</h2>\n"
        html += "<dl class=\"facts\">"
        for (name, value) in [
            ("Machine", circumstances.machine), ("Kernel", circumstances.kernel), ("Threads", "\(circumstances.threads)"),
            ("MedSeal", circumstances.version), ("Commit", circumstances.commit),
        ] { html += "<div><dt>\(name)</dt><dd>\(e(value))</dd></div>" }
        html += "</dl>\n"
        let highlights = Self.highlights(measurements)
        if !highlights.isEmpty {
            html += "<ul class=\"highlights\">"
            for (value, words) in highlights { html += "<li><strong>\(e(value))</strong> <span>\(e(words))</span></li>" }
            html += "</ul>\n"
        }
        for figure in figures {
            let name = "run\(index)-\(figure.name)"
            html += """
                <figure aria-labelledby="\(name)"><h3 id="\(name)">\(e(figure.title))</h3>
                <div class="wide">\(figure.embedded(width: 760, suffix: "-\(index)-wide"))</div>
                <div class="narrow">\(figure.embedded(width: 350, suffix: "-\(index)-narrow"))</div>
                <figcaption>\(e(figure.caption))</figcaption></figure>

                """
        }
        return html + table(measurements, index) + "</section>\n"
    }

    /// The numbers that are asked for first.
    private static func highlights(_ measurements: [Measurement]) -> [(value: String, words: String)] {
        func find(_ name: String, n: Int? = nil) -> Measurement? {
            measurements.last {
                $0.subject.name == name && (n == nil || $0.subject.n == n) && $0.subject.policy == nil
                    && ($0.subject.scheme ?? "FABEO") == "FABEO"
            }
        }
        var found: [(String, String)] = []
        func time(_ name: String, _ words: String, n: Int? = nil) {
            if let one = find(name, n: n) { found.append((Quantity.time(one.median), words)) }
        }
        time("pairing", "one pairing")
        time("g1.mul", "G1 multiplication")
        let greatest = measurements.filter { $0.subject.scheme == "FABEO" }.compactMap(\.subject.n).max()
        if let n = greatest {
            time("keygen", "key for \(n) attributes", n: n)
            time("encapsulate.cca", "seal to \(n) attributes (CCA)", n: n)
            time("decapsulate.cca", "open with \(n) attributes (CCA)", n: n)
        }
        if let seal = measurements.filter({ $0.subject.name == "record.seal" }).max(by: { ($0.subject.size ?? 0) < ($1.subject.size ?? 0) }),
            let size = seal.subject.size
        {
            found.append(("\(Quantity.significant(Double(size) / seal.median)) GB/s", "sealing \(Quantity.binaryBytes(size))"))
        }
        if let rate = find("record.seal.shared")?.perSecond {
            found.append(("\(Quantity.fixed(rate, 0))/s", "records of 4 KiB sealed under one policy"))
        }
        return found
    }

    private static func table(_ measurements: [Measurement], _ index: Int) -> String {
        func e(_ text: String) -> String { Drawing.escaped(text) }
        var html = """
            <h3 id="table\(index)">All measurements</h3>
            <div class="scroll" role="region" aria-labelledby="table\(index)" tabindex="0"><table>
            <thead><tr><th scope="col">operation</th><th scope="col">min</th><th scope="col">median</th><th scope="col">p95</th>\
            <th scope="col" class="more">iterations</th><th scope="col" class="more">per second</th></tr></thead>
            <tbody>

            """
        for one in measurements {
            html += "<tr><th scope=\"row\">\(e(one.subject.title))</th>"
            switch one.unit {
            case .nanoseconds:
                for value in [one.minimum, one.median, one.percentile95] { html += "<td>\(Quantity.time(value))</td>" }
                html +=
                    "<td class=\"more\">\(one.iterations)</td><td class=\"more\">\(one.perSecond.map { Quantity.fixed($0, $0 < 100 ? 1 : 0) } ?? "")</td>"
            case .bytes: html += "<td colspan=\"3\">\(Quantity.text(one.median, .bytes))</td><td class=\"more\"></td><td class=\"more\"></td>"
            case .t:
                html += "<td colspan=\"3\">t = \(Quantity.text(one.median, .t)): \(ResultTable.verdict(one))</td>"
                html += "<td class=\"more\">\(one.iterations)</td><td class=\"more\"></td>"
            }
            html += "</tr>\n"
        }
        return html + "</tbody></table></div>\n"
    }

    private static let style = """
        :root{color-scheme:light dark;\(Drawing.lightColours)--raised:#f4f6f9}
        @media (prefers-color-scheme:dark){:root{\(Drawing.darkColours)--raised:#1a2028}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        header,main{max-width:820px;margin:0 auto;padding:0 20px}
        header{padding-top:40px}
        main{padding-bottom:64px}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px}
        header p{color:var(--soft);margin:0;max-width:62ch}
        h2{font-size:1.3rem;margin:40px 0 12px;padding-top:16px;border-top:1px solid var(--grid)}
        h3{font-size:1.05rem;margin:0 0 10px}
        .facts{display:flex;flex-wrap:wrap;gap:6px 28px;margin:0 0 20px}
        .facts div{min-width:0}
        dt{font-size:.8rem;color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        .highlights{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(175px,1fr));gap:10px;margin:0 0 28px;padding:0}
        .highlights li{background:var(--raised);border:1px solid var(--grid);border-radius:8px;padding:12px 14px}
        .highlights strong{display:block;font-size:1.35rem;line-height:1.25;font-variant-numeric:tabular-nums}
        .highlights span{color:var(--soft);font-size:.88rem}
        figure{margin:0 0 36px;break-inside:avoid}
        figcaption{color:var(--soft);font-size:.9rem;margin-top:6px;max-width:70ch}
        svg{display:block;width:100%;height:auto}
        .narrow{display:none}
        .scroll{overflow-x:auto}
        .scroll:focus-visible,a:focus-visible{outline:3px solid var(--s0);outline-offset:2px}
        table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
        th,td{padding:5px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid)}
        th:first-child{text-align:left;padding-left:0}
        tbody th{font-weight:400}
        thead th{color:var(--soft);font-weight:600;border-bottom-color:var(--axis)}
        code{font-size:.92em}
        .method p{max-width:70ch}
        .skip{position:absolute;left:-9999px}
        .skip:focus{left:12px;top:12px;background:var(--paper);padding:8px 12px}
        @media (max-width:600px){.wide,.more{display:none}.narrow{display:block}header,main{padding-left:16px;padding-right:16px}header{padding-top:24px}
        h1{font-size:1.5rem}th,td{padding:5px 6px}tbody th{white-space:normal;overflow-wrap:anywhere;min-width:8.5em}
        .highlights{grid-template-columns:1fr 1fr}}
        @media print{:root{\(Drawing.lightColours)--raised:#fff}.wide{display:block}.narrow,.skip{display:none}.more{display:table-cell}
        header,main{max-width:none;padding:0}.scroll{overflow:visible}tr{break-inside:avoid}h2,h3{break-after:avoid}}
        \(Drawing.shapes)
        """
}
