import Foundation
import MartletCommerce
import MartletJSON
import MartletKernel
import MartletTesting
import NIOSSL
import TestSupport
import Testing

@testable import MartletAPI

@Suite(.timeLimit(.minutes(2))) struct HTTPTransportTests {
    @Test func `a request arrives as it is, and its answer too`() async throws {
        try await AnsweringServer.run({ _ in .ok("{}", "X-Request: 7\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n") }) { server in
            try await withTransport { transport in
                let answer = try await transport.send(
                    HTTPTransportRequest(
                        .post, "http://127.0.0.1:\(server.port)/v1/intents?expand=1",
                        headers: ["Authorization": "Bearer secret", "Idempotency-Key": "pay_1"], body: Array("amount=5".utf8)))
                #expect(answer.status == 200 && answer.isSuccess)
                #expect(answer.headers["x-request"] == "7")
                #expect(answer.headers.all("set-cookie") == ["a", "b"])
                #expect(answer.body == Array("{}".utf8))
                let request = try #require(server.requests.first)
                #expect(request.hasPrefix("POST /v1/intents?expand=1 HTTP/1.1\r\n"))
                #expect(request.contains("Authorization: Bearer secret\r\n") && request.contains("Idempotency-Key: pay_1\r\n"))
                #expect(request.hasSuffix("\r\n\r\namount=5"))
            }
        }
    }

    @Test func `a refusal is an answer`() async throws {
        try await AnsweringServer.run({ _ in .bytes("HTTP/1.1 402 Payment Required\r\nContent-Length: 2\r\n\r\nno") }) { server in
            try await withTransport { transport in
                let answer = try await transport.send(HTTPTransportRequest(.get, "http://127.0.0.1:\(server.port)/"))
                #expect(answer.status == 402 && !answer.isSuccess && answer.body == Array("no".utf8))
            }
        }
    }

    @Test func `a redirect is not followed, so that no credentials go elsewhere`() async throws {
        try await AnsweringServer.run({ _ in .bytes("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n") }) {
            server in
            try await withTransport { transport in
                let answer = try await transport.send(
                    HTTPTransportRequest(.get, "http://127.0.0.1:\(server.port)/", headers: ["Authorization": "secret"]))
                #expect(answer.status == 302 && server.requests.count == 1)
            }
        }
    }

    @Test func `what did not arrive is told from what may have`() async throws {
        // Nobody listens on the first port.
        let nobody = "http://127.0.0.1:1/"
        #expect(try await mayArrive(nobody) == false)
        #expect(try await mayArrive("http://nowhere.invalid/") == false)
        for address in ["", "ftp://127.0.0.1/", "http://", "https://", "file:///etc/passwd", "http+unix://%2Ftmp%2Fsocket/"] {
            #expect(try await mayArrive(address) == false, "\(address)")
        }
        #expect(try await mayArrive(nobody, headers: ["X-Name": "a\r\nX-Other: b"]) == false)

        try await AnsweringServer.run({ _ in .close }) { server in
            let mayHaveArrived = try await mayArrive("http://127.0.0.1:\(server.port)/")
            #expect(mayHaveArrived == true)
            #expect(server.requests.count == 1, "it was sent once")
        }
        for nonsense in [
            "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        ] {
            try await AnsweringServer.run({ _ in .bytesAndClose(nonsense) }) { server in
                let mayHaveArrived = try await mayArrive("http://127.0.0.1:\(server.port)/")
                #expect(mayHaveArrived == true, "\(nonsense)")
            }
        }
    }

    @Test func `nobody waits longer than they want`() async throws {
        for reply in [AnsweringServer.Reply.silence, .bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ndrip")] {
            try await AnsweringServer.run({ _ in reply }) { server in
                let error = try await failure(of: "http://127.0.0.1:\(server.port)/", timeout: .milliseconds(200))
                #expect(error == .timedOut)
            }
        }
    }

    @Test func `an answer that is too large is none`() async throws {
        try await AnsweringServer.run({ _ in .ok(String(repeating: "x", count: 101)) }) { server in
            let error = try await failure(of: "http://127.0.0.1:\(server.port)/", largestAnswer: 100)
            #expect(error == .tooLarge(limit: 100))
        }
    }

    @Test func `a request that nobody waits for is given up`() async throws {
        try await AnsweringServer.run({ _ in .silence }) { server in
            try await withTransport { transport in
                let task = Task { () async -> HTTPTransportError? in
                    do {
                        _ = try await transport.send(HTTPTransportRequest(.get, "http://127.0.0.1:\(server.port)/", timeout: .seconds(60)))
                        return nil
                    } catch { return error as? HTTPTransportError }
                }
                try await eventually("the request arrives") { server.requests.count == 1 }
                task.cancel()
                #expect(await task.value == .cancelled)
            }
        }
    }

    @Test func `a certificate has to be of an authority that is trusted, and the host's`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-tls-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
        try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout", key, "-out", certificate,
        ])
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
        try await AnsweringServer.run(tls: tls, { _ in .ok("sealed") }) { server in
            try await withTransport(caFile: certificate) { transport in
                let answer = try await transport.send(HTTPTransportRequest(.get, "https://localhost:\(server.port)/"))
                #expect(answer.body == Array("sealed".utf8))
            }
            let mayHaveArrived = try await mayArrive("https://localhost:\(server.port)/")
            #expect(mayHaveArrived == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `nothing secret is shown`() {
        let request = HTTPTransportRequest(
            .get, "https://api.example.com/token?client_secret=hidden", headers: ["Authorization": "hidden"], body: Array("hidden".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", "\(request.headers)", dumped, String(reflecting: request)] { #expect(!text.contains("hidden")) }
        #expect("\(request)" == "GET https://api.example.com/token")
    }

    // MARK: -

    private func withTransport<T>(caFile: String? = nil, _ body: (HTTPClientTransport) async throws -> T) async throws -> T {
        let settings = NetworkSection.Settings(connectTimeout: try #require(SettingDuration("2s")), connectionsPerHost: 4, caFile: caFile)
        let transport = HTTPClientTransport(settings: settings, time: SystemTime())
        try transport.open()
        do {
            let value = try await body(transport)
            await transport.close()
            return value
        } catch {
            await transport.close()
            throw error
        }
    }

    /// Whether a request that fails may have arrived; `nil` when it does not fail.
    private func mayArrive(_ address: String, headers: HTTPTransportHeaders = [:]) async throws -> Bool? {
        try await failure(of: address, headers: headers)?.mayHaveArrived
    }

    private func failure(
        of address: String, headers: HTTPTransportHeaders = [:], timeout: Duration = .seconds(10), largestAnswer: Int = 1_000
    ) async throws -> HTTPTransportError? {
        try await withTransport { transport in
            do {
                _ = try await transport.send(
                    HTTPTransportRequest(.get, address, headers: headers, timeout: timeout, largestAnswer: largestAnswer))
                return nil
            } catch let error as HTTPTransportError { return error }
        }
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.start()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
