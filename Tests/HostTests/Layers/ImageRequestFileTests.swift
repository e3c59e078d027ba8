import Conformance
import Layering
import Testing

@testable import Host

@Suite struct ImageRequestFileTests {
    private static let document = """
        {
        "requests": [
        {"id": "t1", "packages": ["git"], "roots": ["bash", "git"], "roots_v2": ["bash"], "source": {"repo": "a/b"}},
        {"id": "t2", "roots": [], "roots_v2": ["git"], "synthetic": false}
        ]}
        """

    @Test(arguments: [
        ("roots", [["bash", "git"], []]), ("roots_v2", [["bash"], ["git"]]),
    ]) func `Requests name the packages of the chosen field`(_ key: String, _ roots: [[String]]) async throws {
        // On several lines and on one.
        for text in [Self.document, Self.document.filter { $0 != "\n" }] {
            try await LayerFileFolder.run(text) { files in
                guard case .requests(let requests) = try await ImageRequestFile.read(files.file, rootsKey: key) else {
                    Issue.record("these are requests")
                    return
                }
                #expect(requests.map(\.id) == ["t1", "t2"])
                #expect(requests.map(\.roots) == roots)
            }
        }
    }

    @Test(.requires("gzip")) func `A log of recorded images has one per line; empty lines do not count`() async throws {
        let text = """

            {"packages":[{"name":"git","size":3,"references":[1]},{"name":"glibc","size":9,"references":[]}]}

            {"packages":[],"requested":["git"],"more":1}
            """
        try await LayerFileFolder.run(text) { files in
            for file in [files.file, try await files.compressed()] {
                guard case .recorded(let images) = try await ImageRequestFile.read(file) else {
                    Issue.record("these are recorded images")
                    return
                }
                let packages = [
                    RecordedImage.Package(name: "git", size: 3, references: [1]),
                    .init(name: "glibc", size: 9, references: []),
                ]
                // What older versions recorded besides does not matter.
                #expect(images == [RecordedImage(packages: packages), RecordedImage(packages: [])])
            }
        }
    }

    private static let recorded = #"{"packages":[{"name":"a","size":1,"references":[]}]}"#

    static let faults = [
        FileFault("", "it is empty"),
        FileFault("git curl", "it is not JSON"),
        FileFault("[1]", "it has another form"),
        // Requests.
        FileFault(#"{"requests":[{"roots":[]}]}"#, "'requests[0].id' is missing"),
        FileFault(#"{"requests":[{"id":"a"}]}"#, "the request 'a' has no list 'roots'"),
        FileFault(#"{"requests":[{"id":"a","roots":"git"}]}"#, "the request 'a' has no list 'roots'"),
        FileFault(
            #"{"requests":[{"id":"a","roots":[]},{"id":"a","roots":[]}]}"#, "it has the request 'a' twice"),
        // Recorded images.
        FileFault("{}", "line 1: 'packages' is missing"),
        FileFault("\(recorded)\n\n{\"packages\":", "line 3: it is not JSON"),
        FileFault(
            #"{"packages":[{"name":"a","size":1}]}"#, "line 1: 'packages[0].references' is missing"),
        FileFault(
            #"{"packages":[{"name":"a","size":1,"references":[1]}]}"#,
            "line 1: a reference leads out of the image, or a size is not from 0 to 1 PiB"),
        recorded(size: -1), recorded(size: 1 << 50 + 1), recorded(size: .max),
    ]

    /// A size that cannot be, in the second line.
    private static func recorded(size: Int64) -> FileFault {
        FileFault(
            "\(recorded)\n" + #"{"packages":[{"name":"a","size":\#(size),"references":[]}]}"#,
            "line 2: a reference leads out of the image, or a size is not from 0 to 1 PiB")
    }

    @Test(arguments: faults) func `A faulty file is refused with its name and the reason`(_ fault: FileFault)
        async throws
    {
        try await fault.expectRefusal { try await ImageRequestFile.read($0) }
    }
}
