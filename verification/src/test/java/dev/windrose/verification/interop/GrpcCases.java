package dev.windrose.verification.interop;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The cases of the gRPC project, between its own server and its own client, whose channels lead elsewhere. */
final class GrpcCases extends AbstractInteropTest {
    private final int serverPort;
    private final Supplier<ManagedChannelBuilder<?>> channels;

    GrpcCases(int serverPort, Supplier<ManagedChannelBuilder<?>> channels) {
        this.serverPort = serverPort;
        this.channels = channels;
    }

    /** A case's steps. */
    interface Case {
        void run(GrpcCases on) throws Exception;
    }

    /**
     * By the names of the project's list of interoperability cases, then further tests of its own suite by the names of their methods.
     *
     * <p>Not here: cases of credentials at one provider's cloud and of load balancing in the client, the probe of compression, which the Java
     * server does not answer as told even to its own client, and the test that compares the addresses of both ends of a connection.
     */
    static Map<String, Case> all() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("empty_unary", GrpcCases::emptyUnary);
        cases.put("large_unary", GrpcCases::largeUnary);
        cases.put("client_compressed_unary", on -> on.clientCompressedUnary(false));
        cases.put("server_compressed_unary", GrpcCases::serverCompressedUnary);
        cases.put("client_streaming", GrpcCases::clientStreaming);
        cases.put("client_compressed_streaming", on -> on.clientCompressedStreaming(false));
        cases.put("server_streaming", GrpcCases::serverStreaming);
        cases.put("server_compressed_streaming", GrpcCases::serverCompressedStreaming);
        cases.put("ping_pong", GrpcCases::pingPong);
        cases.put("empty_stream", GrpcCases::emptyStream);
        cases.put("custom_metadata", GrpcCases::customMetadata);
        cases.put("status_code_and_message", GrpcCases::statusCodeAndMessage);
        cases.put("special_status_message", GrpcCases::specialStatusMessage);
        cases.put("unimplemented_method", GrpcCases::unimplementedMethod);
        cases.put("unimplemented_service", GrpcCases::unimplementedService);
        cases.put("cancel_after_begin", GrpcCases::cancelAfterBegin);
        cases.put("cancel_after_first_response", GrpcCases::cancelAfterFirstResponse);
        cases.put("timeout_on_sleeping_server", GrpcCases::timeoutOnSleepingServer);
        cases.put("rpc_soak", soak(30, GrpcCases::largeUnary));
        cases.put("channel_soak", channelSoak(10, GrpcCases::largeUnary));
        cases.putAll(further());
        return cases;
    }

    private static Map<String, Case> further() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("emptyUnaryWithRetriableStream", GrpcCases::emptyUnaryWithRetriableStream);
        cases.put("fullDuplexCallShouldSucceed", GrpcCases::fullDuplexCallShouldSucceed);
        cases.put("halfDuplexCallShouldSucceed", GrpcCases::halfDuplexCallShouldSucceed);
        cases.put("serverStreamingShouldBeFlowControlled", GrpcCases::serverStreamingShouldBeFlowControlled);
        cases.put("veryLargeRequest", GrpcCases::veryLargeRequest);
        cases.put("veryLargeResponse", GrpcCases::veryLargeResponse);
        cases.put("exchangeMetadataUnaryCall", GrpcCases::exchangeMetadataUnaryCall);
        cases.put("exchangeMetadataStreamingCall", GrpcCases::exchangeMetadataStreamingCall);
        cases.put("sendsTimeoutHeader", GrpcCases::sendsTimeoutHeader);
        cases.put("deadlineNotExceeded", GrpcCases::deadlineNotExceeded);
        cases.put("deadlineExceeded", GrpcCases::deadlineExceeded);
        cases.put("deadlineExceededServerStreaming", GrpcCases::deadlineExceededServerStreaming);
        cases.put("deadlineInPast", GrpcCases::deadlineInPast);
        cases.put("maxInboundSize_exact", GrpcCases::maxInboundSize_exact);
        cases.put("maxInboundSize_tooBig", GrpcCases::maxInboundSize_tooBig);
        cases.put("maxOutboundSize_exact", GrpcCases::maxOutboundSize_exact);
        cases.put("maxOutboundSize_tooBig", GrpcCases::maxOutboundSize_tooBig);
        cases.put("gracefulShutdown", GrpcCases::gracefulShutdown);
        return cases;
    }

    /** Many times on one channel. */
    private static Case soak(int times, Case each) {
        return on -> {
            for (int i = 0; i < times; i++) {
                each.run(on);
            }
        };
    }

    /** Many times, each on a channel of its own. */
    private static Case channelSoak(int times, Case each) {
        return on -> {
            for (int i = 0; i < times; i++) {
                each.run(on);
                on.tearDown();
                on.setUp();
            }
        };
    }

    void run(Case which) throws Exception {
        setUp();
        try {
            which.run(this);
        } finally {
            tearDown();
        }
    }

    @Override
    protected ServerBuilder<?> getServerBuilder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort))
                .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(MAX_MESSAGE_SIZE);
    }

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
        return channels.get().maxInboundMessageSize(MAX_MESSAGE_SIZE);
    }

    /** What both ends counted is compared by bytes on the wire, which differ with a proxy between them. */
    @Override
    protected boolean metricsExpected() {
        return false;
    }
}
