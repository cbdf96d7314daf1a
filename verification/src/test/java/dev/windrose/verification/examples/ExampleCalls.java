package dev.windrose.verification.examples;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The service {@code shop.v1.Orders} of the examples, whose {@code Get} gives back what it is given; and calls of it. */
final class ExampleCalls implements AutoCloseable {
    private static final MethodDescriptor<String, String> GET = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("shop.v1.Orders/Get")
            .setRequestMarshaller(new Plain())
            .setResponseMarshaller(new Plain())
            .build();

    private final Server server;

    /** Texts as they are. */
    private static final class Plain implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ExampleCalls() throws IOException {
        ServerServiceDefinition orders = ServerServiceDefinition.builder("shop.v1.Orders")
                .addMethod(
                        GET, ServerCalls.asyncUnaryCall((String order, io.grpc.stub.StreamObserver<String> answer) -> {
                            answer.onNext(order);
                            answer.onCompleted();
                        }))
                .build();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(orders)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    static String call(int gateway, String order) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway)
                .usePlaintext()
                .build();
        try {
            return ClientCalls.blockingUnaryCall(channel, GET, CallOptions.DEFAULT, order);
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
