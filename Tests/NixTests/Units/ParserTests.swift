import FoundationEssentials
import Processes
import SystemPackage
import Testing

@testable import Nix

/// The small readers, without Nix.
struct ParserTests {
    private static let a = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-a-1"
    private static let b = "/nix/store/1123456789abcdfghijklmnpqrsvwxyz-b-1"
    private static let hash = String(repeating: "0f", count: 32)

    @Test func `Registrations are read, with and without a deriver`() throws {
        let text =
            "\(Self.a)\n\(Self.hash)\n120\n\(Self.b).drv\n2\n\(Self.b)\n\(Self.a)\n\(Self.b)\n\(Self.hash)\n7\n\n0\n"
        let infos = try RegistrationDump.parse(Array(text.utf8))
        #expect(infos.map(\.path.path) == [Self.a, Self.b] && infos.map(\.narSize) == [120, 7])
        #expect(infos.map { $0.references.map(\.path) } == [[Self.a, Self.b], []])
        #expect(infos.map(\.narHash) == [Self.hash, Self.hash])
        #expect(try RegistrationDump.parse([]).isEmpty)
    }

    @Test(
        arguments: [
            "\(a)\n", "\(a)\n\(hash)\n12\n\n2\n\(b)\n", "\(a)\nshort\n12\n\n0\n", "\(a)\n\(hash)\nmany\n\n0\n",
            "/etc/passwd\n\(hash)\n12\n\n0\n", "\(a)\n\(hash)\n12\n\n-1\n",
            "warning: something\n\(a)\n\(hash)\n12\n\n0\n",
        ])
    func `A dump of another shape is an error`(_ text: String) {
        #expect(throws: NixError.self) { try RegistrationDump.parse(Array(text.utf8)) }
    }

    @Test func `Outputs of a derivation are read`() throws {
        let text =
            #"Derive([("dev","\#(Self.b)","",""),("out","\#(Self.a)","",""),("ca","","r:sha256","")],[("/x","")]"#
        let outputs = DerivationFile.parse(Array(text.utf8))
        #expect(outputs.mapValues(\.path) == ["dev": Self.b, "out": Self.a])
        for odd in ["", "Derive(", "Derive([", "Derive([(\"out", "Other([(\"out\",\"\(Self.a)\")])", "Derive([\"x\"])"]
        {
            #expect(DerivationFile.parse(Array(odd.utf8)).isEmpty)
        }
    }

    /// Name, names, proposals.
    static let near = [
        ("helo", ["hello", "help", "other", "yellow"], ["hello", "help"]), ("gti", ["git", "gtk"], ["git", "gtk"]),
        ("x", ["y", "xz", "abc"], ["xz", "y"]), ("pythn3", ["python3", "python2"], ["python3", "python2"]),
        ("", ["a"], []), ("hello", ["hello"], []), ("mixedcasse", ["MixedCase"], ["MixedCase"]),
    ]

    @Test(arguments: near)
    func `Similar names are proposed, nearest first`(_ name: String, _ names: [String], _ proposals: [String]) {
        #expect(NearNames.find(name, among: names) == proposals)
    }

    @Test func `The search among many names is bounded`() {
        let many = (0..<200_000).map { "name\($0)" }
        #expect(NearNames.find("name199999", among: many).allSatisfy { $0 != "name199999" })
        #expect(NearNames.find(String(repeating: "x", count: 10_000), among: many).isEmpty)
    }

    /// JSON, part of the complaint.
    static let badSettings = [
        ("5", "must be a set, not a number"), (#"{"cmd":"sh"}"#, "'cmd' must be a list of strings, not a string"),
        (#"{"cmd":["a",1]}"#, "'cmd[1]' must be a string, not a number"), (#"{"user":0}"#, "'user' must be a string"),
        (#"{"env":["A=b"]}"#, "'env' must be a set of strings, not a list"),
        (#"{"env":{"A":null}}"#, "'env.A' must be a string, not null"), (#"{"env":{"A=B":"c"}}"#, "impossible name"),
        (#"{"ports":[0]}"#, "'ports[0]' must be a port"), (#"{"ports":["80/icmp"]}"#, "no port: '80/icmp'"),
        (#"{"ports":["a"]}"#, "no port: 'a'"), (#"{"ports":8080}"#, "must be a list of ports"),
        (#"{"Cmd":[]}"#, "'Cmd' does not exist"), (#"{"labels":{"":"x"}}"#, "impossible name"),
    ]

    @Test(arguments: badSettings)
    func `Bad image settings name their key`(_ json: String, _ says: String) throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        let problem = #expect(throws: ImageSettings.Problem.self) { try ImageSettings.read(value) }
        #expect(problem?.description.contains(says) == true, "\(String(describing: problem))")
    }

    @Test func `Good image settings are read, null is none`() throws {
        let json = #"{"entrypoint":["a"],"cmd":null,"env":{"A":"b"},"ports":[80,"53/udp","443"],"labels":{}}"#
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        let settings = try ImageSettings.read(value)
        #expect(settings == ImageSettings(entrypoint: ["a"], env: ["A": "b"], ports: ["80/tcp", "53/udp", "443/tcp"]))
        #expect(try ImageSettings.read(.null) == nil)
    }

    @Test func `A tail keeps the end`() {
        let tail = OutputTail(limit: 10)
        for number in 0..<100 { tail.append(Array("\(number)\n".utf8)) }
        #expect(tail.text == "\n97\n98\n99\n")
        tail.append(Array(repeating: UInt8(ascii: "x"), count: 1000))
        #expect(tail.text == "xxxxxxxxxx")
        #expect(tail.lastLines(5) == ["xxxxxxxxxx"])
    }

    @Test func `The environment is an allow-list`() {
        var configuration = NixConfiguration(
            stateFolder: "/state",
            environment: [
                "NIX_CONFIG": "a = b", "SECRET": "x", "NIX_PATH": "/", "HOME": "/home/ann",
                "AWS_SECRET_ACCESS_KEY": "k",
                "NIX_SHOW_STATS": "1", "PATH": "/bin", "GC_INITIAL_HEAP_SIZE": "1",
            ], toolFolder: "/tools")
        let evaluation = NixEnvironment(configuration).forEvaluation()
        #expect(
            evaluation["NIX_CONFIG"] == "a = b" && evaluation["NIX_PATH"] == "" && evaluation["HOME"] == "/state/home")
        #expect(evaluation["NIX_USER_CONF_FILES"] == "/home/ann/.config/nix/nix.conf")
        #expect(evaluation["PATH"] == "/tools:/bin" && evaluation["GC_MAXIMUM_HEAP_SIZE"] == "4294967296")
        for name in ["SECRET", "NIX_SHOW_STATS", "AWS_SECRET_ACCESS_KEY", "GC_INITIAL_HEAP_SIZE"] {
            #expect(evaluation[name] == nil)
        }
        #expect(NixEnvironment(configuration).forStore()["AWS_SECRET_ACCESS_KEY"] == "k")
        configuration.evaluationHeapBytes = nil
        #expect(NixEnvironment(configuration).forEvaluation()["GC_MAXIMUM_HEAP_SIZE"] == nil)
    }
}
