extension Assets {
    /// Tables, facts and the parts of a record.
    static let contentStyle = #"""
        table{width:100%;border-collapse:collapse;font-size:.9375rem}
        main>table{background:var(--surface);border:1px solid var(--line);border-radius:12px;border-collapse:separate;border-spacing:0;overflow:hidden}
        th,td{text-align:left;padding:.7rem .85rem;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
        tbody tr:last-child>*{border-bottom:0}
        thead th{font-size:.8125rem;font-weight:600;color:var(--soft);background:var(--sunken);white-space:nowrap;padding-block:.55rem}
        thead th a{color:inherit;text-decoration:none;display:inline-block}
        thead th a:hover{text-decoration:underline}
        th[aria-sort]{color:var(--ink)}
        th[aria-sort=ascending] a::after{content:" ▲" / "";font-size:.7em}
        th[aria-sort=descending] a::after{content:" ▼" / "";font-size:.7em}
        tbody th{font-weight:600}
        main>table tbody tr:hover{background:var(--tint)}
        td .buttons form{margin:0}td .buttons{gap:.35rem;flex-wrap:nowrap}
        td .button,td button{min-height:2.25rem;padding:.2rem .75rem;font-size:.875rem}
        .card>table th:first-child,.card>table td:first-child{padding-left:0}
        .card>table thead th{background:none}
        .tools{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1.25rem}
        .tabs{display:flex;border:1px solid var(--field);border-radius:8px;overflow:hidden;background:var(--surface)}
        .tabs a{padding:.45rem 1rem;text-decoration:none;color:var(--ink)}
        .tabs a+a{border-left:1px solid var(--field)}
        .tabs a[aria-current]{background:var(--accent);color:var(--on-accent);font-weight:600}
        .tabs :focus-visible{outline-offset:-3px}
        form.sort{display:none}
        .paging{display:flex;align-items:center;justify-content:center;gap:1rem}

        .counts{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:1rem}
        .counts li>*{display:flex;flex-direction:column;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:.9rem 1.25rem;text-decoration:none;height:100%}
        .counts a:hover{border-color:var(--accent)}
        .counts strong{font-size:1.875rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
        .counts span{color:var(--soft)}
        .recent li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 1rem;padding:.65rem 0;border-bottom:1px solid var(--line)}
        .recent li a{font-weight:600}
        .recent li .muted{font-size:.875rem}
        .recent li span:nth-child(2){grid-row:2}
        .recent .when{grid-column:2;grid-row:1;white-space:nowrap}
        .facts>div{display:grid;grid-template-columns:minmax(7rem,2fr) minmax(0,3fr);gap:.1rem 1rem;padding:.45rem 0;border-bottom:1px solid var(--line)}
        .facts>div:last-child{border-bottom:0}
        .facts+.facts{margin-top:0;border-top:1px solid var(--line)}
        dt{color:var(--soft);font-size:.9375rem}
        dd{overflow-wrap:anywhere}
        .chips{display:flex;flex-wrap:wrap;gap:.4rem}
        .chips li{background:var(--tint);color:var(--ink);border-radius:14px;padding:.15rem .75rem;font-size:.9375rem}
        .good{color:var(--good);font-weight:600}
        .good::before{content:"✓ " / ""}
        .state{border:1px solid var(--line);border-left:6px solid var(--warn);background:var(--surface);border-radius:12px;padding:1.1rem 1.375rem}
        .state strong{font-size:1.125rem}
        .state.done{border-left-color:var(--good)}.state.refused{border-left-color:var(--danger)}
        .big .id{display:block;font-size:1.25rem;line-height:1.6;background:var(--sunken);border-radius:8px;padding:.6rem .9rem}

        .face{display:flex;flex-wrap:wrap;gap:0 .6rem;color:var(--ink)}
        .face span:not(:last-child)::after{content:"·";margin-left:.6rem;color:var(--soft)}
        .allergies{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1rem;background:var(--danger-ground);border:2px solid var(--danger);border-radius:12px;padding:.7rem 1.25rem}
        .allergies h2{color:var(--danger)}
        .allergies h2::before{content:"⚠ ";font-weight:400}
        .allergies ul{display:flex;flex-wrap:wrap;gap:.3rem .5rem}
        .allergies li{font-weight:650}
        .allergies li+li::before{content:"·";margin-right:.5rem}
        .allergies.none{background:var(--surface);border:1px solid var(--line)}
        .allergies.none h2{color:inherit}.allergies.none h2::before{content:""}
        .allergies.none p{color:var(--soft)}
        .plain{list-style:disc;padding-left:1.15rem}
        h3+*{margin-top:.2rem!important}
        .vitals{display:grid;grid-template-columns:repeat(auto-fill,minmax(10rem,1fr));gap:.6rem}
        .vitals li{background:var(--sunken);border-radius:10px;padding:.65rem .9rem;display:flex;flex-direction:column}
        .vitals .name{color:var(--soft);font-size:.875rem}
        .vitals strong{font-size:1.375rem;font-weight:600;font-variant-numeric:tabular-nums}
        .vitals .when{font-size:.8125rem}
        .files li{display:flex;flex-direction:column;padding:.6rem 0;border-bottom:1px solid var(--line)}
        .files li:last-child{border-bottom:0}
        .files a{font-weight:600}.files .muted{font-size:.875rem}
        details summary{cursor:pointer;color:var(--accent);font-size:.9375rem}
        .policy{display:block;background:var(--sunken);border-radius:8px;padding:.6rem .8rem;margin-top:.4rem}
        .picture{display:block;max-height:70vh;margin:0 auto}

        """#
}
