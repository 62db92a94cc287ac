import MartletKernel
import Testing

struct ManifestVariablesTests {
    private func label(_ text: String, _ environment: [String: String]) throws -> String? {
        try manifest("plugins: { everything: { label: \"\(text)\" } }", environment: environment).plugin(EverythingPlugin.self)?.settings
            .label
    }

    @Test func `environment variables are filled in, once`() throws {
        #expect(try label("${A}", ["A": "1"]) == "1")
        #expect(try label("${A}", ["A": ""]) == "")
        #expect(try label("<${A}-${_B2}>", ["A": "1", "_B2": "2"]) == "<1-2>")
        #expect(try label("${A}", ["A": "${B}", "B": "b"]) == "${B}")
        #expect(try label("${A}", ["A": "x, y: [z] # 'q'"]) == "x, y: [z] # 'q'")
        #expect(try label("$A $ {A} 5$", ["A": "1"]) == "$A $ {A} 5$")
    }

    @Test func `a default stands in for a variable that is not set or empty`() throws {
        #expect(try label("${A:-d}", [:]) == "d")
        #expect(try label("${A:-d}", ["A": ""]) == "d")
        #expect(try label("${A:-d}", ["A": "a"]) == "a")
        #expect(try label("${A:-}", [:]) == "")
        #expect(try label("${A:-http://h:1/-}", [:]) == "http://h:1/-")
        #expect(try label("${A:-d}${B:-e}", ["B": "b"]) == "db")
    }

    @Test func `a default of the wrong kind is reported as it is written`() {
        #expect(
            mistakes("gate: { port: '${PORT:-eighty}' }") == [
                "shop.yaml:1: gate.port: found the value of '${PORT:-eighty}'; expected a whole number from 1 to 65535"
            ])
    }

    @Test func `every missing variable is named, with nothing said of what follows from it`() {
        let yaml = """
            gate:
              port: ${PORT}
              host: ${HOST}.${DOMAIN}
            features: { beta: "${BETA}" }
            plugins:
              everything:
                label: x
                tags: ["${TAG}"]
              vault: { secret_key: "${KEY}" }
            """
        func missing(_ line: Int, _ path: String, _ name: String) -> String {
            "shop.yaml:\(line): \(path): the environment variable \(name) is not set: set it, or write ${\(name):-default}"
        }
        #expect(
            mistakes(yaml) == [
                missing(2, "gate.port", "PORT"), missing(3, "gate.host", "HOST"), missing(3, "gate.host", "DOMAIN"),
                missing(4, "features.beta", "BETA"), missing(8, "plugins.everything.tags[0]", "TAG"),
                missing(9, "plugins.vault.secret_key", "KEY"),
            ])
    }

    @Test func `a reference that is never closed, or names nothing, is reported`() {
        #expect(mistakes("gate: { host: '${HOST' }") == ["shop.yaml:1: gate.host: '${' is never closed by '}'"])
        for text in ["${}", "${:-x}", "${1A}", "${A B}", "${A-b}"] {
            #expect(
                mistakes("\ngate: { host: '\(text)' }", environment: ["A": "a"]) == [
                    "shop.yaml:2: gate.host: '${…}' must hold the name of an environment variable, such as ${NAME} or ${NAME:-default}"
                ])
        }
    }

    @Test func `a value from the environment is not shown, since it may be a secret that went astray`() {
        let found = mistakes("gate: { port: '${PORT}' }\nfeatures: { alpha: '${PORT}' }", environment: ["PORT": "postgres://me:sesame@db"])
        #expect(
            found == [
                "shop.yaml:1: gate.port: found the value of '${PORT}'; expected a whole number from 1 to 65535",
                "shop.yaml:2: features.alpha: found the value of '${PORT}'; expected on, off or a group of settings",
            ])
    }
}
