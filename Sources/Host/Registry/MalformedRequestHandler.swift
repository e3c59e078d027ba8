import NIOCore
import NIOHTTP1
import OCI

/// Answers bytes that are no HTTP request in the registry's own form, and closes the connection.
///
/// Such a request never reaches the router; Hummingbird alone would answer it without a body. Sits between NIO's HTTP
/// decoder and Hummingbird; answers to earlier requests on the connection go out first.
final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var unanswered = 0
    private var pending: HTTPParserError?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { unanswered += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data) else { return }
        unanswered -= 1
        answerIfDue(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        pending = error
        answerIfDue(context)
    }

    private func answerIfDue(_ context: ChannelHandlerContext) {
        guard let error = pending, unanswered <= 0 else { return }
        pending = nil
        let (status, body) = answer(to: error)
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": "\(body.readableBytes)", "Connection": "close",
        ]
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func answer(to error: HTTPParserError) -> (HTTPResponseStatus, ByteBuffer) {
        let isTooLarge = error == .headerOverflow
        let reason = isTooLarge ? "the request's headers are too large" : "this is not an HTTP request"
        let body = RegistryError(.badRequest, reason).safeBody
        return (isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest, ByteBuffer(bytes: body))
    }
}

/// Puts a ``MalformedRequestHandler`` in its place, which Hummingbird's configuration cannot name, and leaves.
final class MalformedRequestInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(MalformedRequestHandler(), position: .after(decoder))
        } catch { context.fireErrorCaught(error) }
        pipeline.removeHandler(self, promise: nil)
    }
}
