import Layering
import SystemPackage
import Testing

@testable import Host

@Suite("The section layering")
struct LayeringConfigurationTests {
    typealias Case = ConfigurationErrorTests.Case

    @Test func `Families without a table are the default`() throws {
        let layering = try ConfigurationFixture.with { try $0.load(["NIXERY_PKGS_PATH": "pk"]).configuration.layering }
        #expect(layering == LayeringConfiguration())
        #expect(layering.strategy == .families && layering.table == nil && layering.budget == .standard)
    }

    @Test func `The keys of families reach it`() throws {
        try ConfigurationFixture.with("layering: {table: pk/default.nix, record: true, budget: 7}") { fixture in
            var expected = LayeringConfiguration()
            expected.budget = try LayerBudget(7)
            expected.table = fixture.packages.appending("default.nix")
            expected.record = true
            #expect(try fixture.load().configuration.layering == expected)
        }
    }

    @Test func `The keys of a script reach it, and its environment is not printed`() throws {
        let yaml = """
            layering:
              strategy: script
              script: {program: pk/plan, timeLimit: 5s, outputLimit: 2K, environment: {KEY: hunter2}}
            """
        try ConfigurationFixture.with(yaml) { fixture in
            var script = ScriptConfiguration(program: try fixture.addProgram("plan"))
            script.timeLimit = .seconds(5)
            script.outputLimit = 2048
            script.environment = ["KEY": "hunter2"]
            let loaded = try fixture.load()
            #expect(loaded.configuration.layering.strategy == .script)
            #expect(loaded.configuration.layering.script == script)
            #expect(!loaded.yaml.contains("hunter2") && loaded.yaml.contains("timeLimit: 5s"))
        }
    }

    @Test(
        arguments: [
            ("https://example.org/p.json?token=hunter2", "https://example.org/p.json?token=hunter2"),
            ("file:///srv/p.json", "file:///srv/p.json"),
            // A path starts beside the file that says it.
            ("pk/default.nix", "FOLDER/pk/default.nix"),
        ])
    func `Popularity comes from an address or a path`(_ text: String, _ expected: String) throws {
        try ConfigurationFixture.with("layering: {strategy: nixery, popularity: '\(text)'}") { fixture in
            let loaded = try fixture.load()
            let popularity = loaded.configuration.layering.popularity
            #expect(popularity?.replacing(fixture.folder.string, with: "FOLDER") == expected)
            #expect(!loaded.yaml.contains("hunter2"))
        }
    }

    @Test func `Nixery's variable says where the popularity is, and does nothing for other strategies`() throws {
        let environment = ["NIXERY_PKGS_PATH": "pk", "NIX_POPULARITY_URL": "https://example.org/p.json"]
        try ConfigurationFixture.with("layering: {strategy: nixery}") { fixture in
            let loaded = try fixture.load(environment)
            #expect(loaded.configuration.layering.popularity == "https://example.org/p.json")
            #expect(loaded.warnings.isEmpty)
        }
        let warnings = try ConfigurationFixture.with { try $0.load(environment).warnings }
        #expect(
            warnings == ["NIX_POPULARITY_URL is not used: only the layering strategy 'nixery' asks for popularity"])
    }

    static let refusals = [
        // For another strategy.
        Case(
            "layering:\n  strategy: largest\n  table: pk/default.nix",
            "line 3: 'layering.table' cannot be used: it is for the strategy 'families', not 'largest'"),
        Case(
            "layering: {popularity: 'https://example.org'}",
            "line 1: 'layering.popularity' cannot be used: it is for the strategy 'nixery', not 'families'"),
        Case(
            "layering:\n  script:\n    program: pk/default.nix",
            "line 3: 'layering.script.program' cannot be used: it is for the strategy 'script', not 'families'"),
        // What is missing.
        Case(
            "layering: {strategy: script}",
            "'layering.script.program' is missing: it is the executable that plans layers"),
        Case("layering: {table: none}", "line 1: 'layering.table' cannot be used: there is no 'none'"),
        Case("layering: {table: pk}", "line 1: 'layering.table' cannot be used: 'pk' is a folder"),
        Case(
            "layering: {strategy: nixery, popularity: none}",
            "line 1: 'layering.popularity' cannot be used: there is no 'none'"),
        Case(
            "layering: {strategy: script, script: {program: pk/default.nix}}",
            "line 1: 'layering.script.program' cannot be used: 'pk/default.nix': Permission denied"),
        // No address, or one with a password.
        Case(
            "layering: {strategy: nixery, popularity: 'ftp://example.org/p?hunter2'}",
            "line 1: 'layering.popularity' cannot be used: 'ftp://example.org/p' is no https, http or file URL"),
        Case(
            "layering: {strategy: nixery, popularity: 'https://me:hunter2@example.org'}",
            "line 1: 'layering.popularity' cannot be used: it holds a user's name or password"),
        Case(
            "layering: {strategy: script, script: {program: pk/default.nix, timeLimit: 0}}",
            "line 1: 'layering.script.timeLimit' must be a duration such as 90, 90s or 5m, from 1s to 1d, not '0'"),
        Case(
            "layering: {strategy: script, script: {programme: pk/default.nix}}",
            "line 1: unknown key 'programme' in 'layering.script'; did you mean 'program'?"),
    ]

    @Test(arguments: refusals) func `What does not fit is refused`(_ example: Case) throws {
        let sentence = try ConfigurationFixture.with(example.yaml) { $0.sentence(["NIXERY_PKGS_PATH": "pk"]) }
        let placed = example.sentence.hasPrefix("line") ? "nixery.yaml: \(example.sentence)" : example.sentence
        #expect(sentence == placed)
        #expect(sentence?.contains("hunter2") != true)
    }

    @Test func `A strategy chosen for once by a flag leaves the file's keys of another alone`() throws {
        let flag = ConfigurationFlag("--set", sets: "layering.strategy", to: "largest")
        try ConfigurationFixture.with("layering: {table: pk/default.nix}") { fixture in
            let environment = ["NIXERY_PKGS_PATH": "pk"]
            #expect(fixture.sentence(environment, flags: [flag]) == nil)
            let table = ConfigurationFlag("--set", sets: "layering.table", to: "pk/default.nix")
            #expect(
                fixture.sentence(environment, flags: [flag, table])
                    == "--set: 'layering.table' cannot be used: it is for the strategy 'families', not 'largest'")
        }
    }
}
