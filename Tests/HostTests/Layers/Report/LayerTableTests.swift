import OCI
import Testing

@testable import Host

struct LayerTableTests {
    private static let report = LayerReport.sample([
        .sample([.sample("glibc", version: "2.36", size: 31_200_000)], reason: "alone: 31 MB", stored: 9_800_000),
        .sample(
            [
                .sample("bash", size: 1_400_000), .sample("ncurses", size: 999), .sample("readline", size: 400_000),
                .sample("terminfo", version: "", size: 93_700),
            ], reason: "family of 4 packages, seen in 212 of 541 images"),
        .links(2),
    ])

    @Test func `a line for each layer, the links last, and sums`() {
        #expect(
            Self.report.table(columns: 120) == """
                shell/git:v2 for linux/amd64, revision abc

                 #       SIZE     STORED  WHY                                              PACKAGES
                 1    31.2 MB     9.8 MB  alone: 31 MB                                     1  glibc
                 2     1.9 MB    to pack  family of 4 packages, seen in 212 of 541 images  4  bash, readline, terminfo, ncurses
                 3               to pack                                                   links to 2 packages

                families: 3 layers, 2 of 94 and the links, hold 5 packages, 33.1 MB
                stored: 1 layer, 9.8 MB compressed; to pack: 2 layers, 1.9 MB
                """)
    }

    @Test(arguments: [1, 48, 49, 60, 79, 80, 81, 100, 131, 200, 500])
    func `no line is wider than the terminal, which counts as 48 columns at least`(columns: Int) {
        for report in [Self.report, .random(layers: 94, seed: 1), .random(layers: 126, seed: 2), .sample([.links(0)])] {
            for verbose in [false, true] {
                let lines = report.table(columns: columns, verbose: verbose).split(separator: "\n")
                let widest = lines.map(\.count).max() ?? 0
                #expect(widest <= max(columns, 48))
                #expect(lines.allSatisfy { $0.last != " " })
                #expect(lines.count >= report.layers.count + 4)
            }
        }
    }

    @Test func `a narrow terminal cuts names and reasons, never sizes`() throws {
        let line = try #require(Self.report.table(columns: 60).split(separator: "\n").first { $0.hasPrefix(" 2") })
        #expect(line == " 2     1.9 MB    to pack  family of 4 pac…  4  bash, …")
    }

    @Test func `where no terminal is, nothing is cut`() {
        let names = (0..<200).map { "a-package-of-a-fold-\($0)" }
        let reason = String(repeating: "a long reason ", count: 30) + "with an end"
        let report = LayerReport.sample([.sample(names.map { .sample($0, size: 1) }, reason: reason), .links(1)])
        let table = report.table(columns: nil)
        #expect(!table.contains("…"))
        #expect(table.contains("\(reason)  200  \(names.joined(separator: ", "))\n"))
    }

    @Test func `without reasons there is no column for them`() {
        let table = LayerReport.sample([.sample([.sample("a", size: 5)]), .links(1)]).table(columns: 80)
        #expect(!table.contains("WHY"))
        #expect(table.contains("\n 1        5 B    to pack  1  a\n"))
    }

    @Test func `who asks for all gets lines for the whole reason and for each package with its version`() {
        let lines = Self.report.table(columns: 60, verbose: true).split(separator: "\n").map(String.init)
        #expect(
            lines[1...11] == [
                " #       SIZE     STORED  PACKAGES",
                " 1    31.2 MB     9.8 MB  1 package",
                "                          alone: 31 MB",
                "      31.2 MB             glibc 2.36",
                " 2     1.9 MB    to pack  4 packages",
                "                          family of 4 packages, seen in 212",
                "                          of 541 images",
                "       1.4 MB             bash 1",
                "     400.0 kB             readline 1",
                "      93.7 kB             terminfo",
                "        999 B             ncurses 1",
            ])
    }

    @Test(arguments: [
        (true, true, nil), (true, false, "with these layers in another order"), (false, false, "with other layers"),
    ])
    func `an image that keeps other layers says so`(hasTheseLayers: Bool, isInThisOrder: Bool, said: String?) {
        let built = LayerReport.Built(
            digest: Digest(of: "image".utf8), hasTheseLayers: hasTheseLayers, isInThisOrder: isInThisOrder)
        let last = LayerReport.sample([.links(1)], built: built).table(columns: 200).split(separator: "\n").last
        let note = said.map {
            "This image was built \($0), and keeps them so until 'nixery cache forget shell/git:v2'."
        }
        #expect(last.map(String.init) == note ?? "stored: 0 layers, 0 B compressed; to pack: 1 layer, 0 B")
    }

    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1049, "1.0 kB"), (1050, "1.1 kB"), (999_949, "999.9 kB"),
            (999_950, "1.0 MB"), (31_200_000, "31.2 MB"), (2_000_000_000, "2.0 GB"), (.max, "9223372.0 TB"),
        ] as [(Int64, String)])
    func `sizes have one digit behind the point, in powers of 1000`(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
