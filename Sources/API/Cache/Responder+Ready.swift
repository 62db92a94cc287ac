import Logging
import MartletKernel
import NIOCore
import NIOHTTP1

extension Responder {
    /// A ready answer as it goes out.
    struct Reply {
        let head: HTTPResponseHead
        let body: ByteBuffer?
    }

    /// The ready answer to a plain request, which ``respond(_:_:headers:body:)`` would answer likewise.
    func ready(_ request: HTTPRequestHead) -> Reply? {
        guard request.method == .GET, request.version == .http1_1 else { return nil }
        var (known, accepted, givenID): (String?, String?, String?)
        for (name, value) in request.headers {
            switch name.utf8.count {
            // Most headers change nothing, and those that do are known by their length and first letter.
            case 13 where name.lowercased() == "if-none-match":
                guard known == nil else { return nil }
                known = value
            case 15 where name.lowercased() == "accept-encoding":
                guard accepted == nil else { return nil }
                accepted = value
            case 12 where name.lowercased() == "x-request-id": givenID = value
            case 6 where ["origin", "expect"].contains(name.lowercased()): return nil
            case 7 where name.lowercased() == "upgrade": return nil
            case 10 where name.lowercased() == "connection" && value.lowercased() != "keep-alive": return nil
            case 13 where name.lowercased() == "authorization": return nil
            case 14 where name.lowercased() == "content-length": return nil
            case 17 where name.lowercased() == "transfer-encoding": return nil
            default: break
            }
        }
        guard let answer = answers.ready(request.uri, ContentCoding(accepted: accepted)) else { return nil }
        let start = ContinuousClock.now
        let isKnown = known.map { answer.tag.isNamed(weakly: $0) } ?? false
        let id = requestID(given: givenID)
        var headers = HTTPHeaders()
        headers.reserveCapacity(9)
        if !isKnown {
            if answer.coding == .gzip { headers.add(name: "Content-Encoding", value: "gzip") }
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: answer.length)
        }
        headers.add(name: "ETag", value: answer.tag.text)
        headers.add(name: "Cache-Control", value: ReadyAnswer.cacheControl)
        headers.add(name: "Vary", value: ReadyAnswer.vary)
        headers.add(name: "X-Request-Id", value: id)
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        headers.add(name: "Date", value: HTTPDate.now)
        let status: HTTPResponseStatus = isKnown ? .notModified : .ok
        log(id: id, "GET", request.uri, status: Int(status.code), bytes: isKnown ? 0 : answer.body.readableBytes, .guest, since: start)
        return Reply(head: HTTPResponseHead(version: .http1_1, status: status, headers: headers), body: isKnown ? nil : answer.body)
    }
}
