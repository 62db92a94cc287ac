import NIOCore
import Testing

@testable import Bench

@Suite struct AnswerReaderTests {
    private let bytes =
        "HTTP/1.1 201 Created\r\nX-A: content-length: 9\r\ncontent-LENGTH: 26\r\nServer: x\r\n\r\n"
        + #"{"id":"cart_1","token":""}HTTP/1.1 204 No Content"# + "\r\n\r\n"

    @Test func `answers that come byte by byte are read one after the other`() throws {
        var reader = AnswerReader()
        var buffer = ByteBuffer()
        var answers: [Answer] = []
        for byte in bytes.utf8 {
            buffer.writeInteger(byte)
            if let answer = try reader.next(from: &buffer) { answers.append(answer) }
        }
        #expect(answers.map(\.status) == [201, 204])
        #expect(answers[0].body.readableBytes == 26)
        #expect(answers[0].text("\"id\":\"") == "cart_1")
        #expect(answers[0].text("\"token\":\"") == "")
        #expect(answers[0].text("\"order\":\"") == nil)
        #expect(buffer.readableBytes == 0)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "SSH-2.0-OpenSSH_9.2 and more of it\r\n\r\n",
    ])
    func `what is no answer of a shop is refused`(text: String) {
        var reader = AnswerReader()
        var buffer = ByteBuffer(string: text)
        #expect(throws: UnreadableAnswer.self) { try reader.next(from: &buffer) }
    }
}
