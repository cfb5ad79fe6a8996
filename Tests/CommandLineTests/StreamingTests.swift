import Foundation
import TestSupport
import Testing

/// A file of 1 GiB is sealed and opened with less than 64 MiB resident. Measured after the passphrase was checked: scrypt
/// takes 128 MiB for half a second, by design.
@Suite struct StreamingTests {
    @Test func aGibibyteStreamsAtConstantMemory() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let script = """
            set -eu
            export MEDSEAL_HOME=$PWD/home
            FINGERPRINT=$(medseal authority init --db a.db --name Test --json | sed 's/.*"fingerprint":"//; s/".*//')
            medseal authority serve --db a.db --listen 127.0.0.1:0 --log a.log > address &
            for i in $(seq 100); do grep -q listening address && break; sleep 0.1; done
            URL=$(sed 's/listening on //' address)
            REQUEST=$(medseal user enrol --authority "$URL" --fingerprint "$FINGERPRINT" --name A --hospital B --request a --json | sed 's/.*"request":"//; s/".*//')
            medseal authority approve $REQUEST --db a.db
            medseal user status
            truncate --size 1G big
            # Largest resident size, in KiB, while the output file is there: its name appears after the vault was opened.
            watched() {
                "$@" & child=$!
                largest=0
                while kill -0 $child 2>/dev/null; do
                    if ls *.partial >/dev/null 2>&1; then
                        size=$(sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$child/status 2>/dev/null || echo 0)
                        if [ "${size:-0}" -gt $largest ]; then largest=$size; fi
                    fi
                    sleep 0.02
                done
                wait $child
                echo "largest $largest"
            }
            watched medseal seal big --policy a --output big.sealed
            watched medseal open big.sealed --output opened
            cmp big opened && echo same
            stat --format 'sealed %s' big.sealed
            """
        let result = try shell.run(script, seconds: 600)
        let sizes = result.output.components(separatedBy: "\n").filter { $0.hasPrefix("largest ") }
            .compactMap { Int($0.dropFirst(8)) }
        #expect(sizes.count == 2 && result.output.contains("same"), "\(result.output)")
        // 0 would mean that nothing was measured.
        for size in sizes { #expect((1000..<64 * 1024).contains(size), "\(size) KiB resident") }
    }
}
