package dev.windrose.verification.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.EmptyProtos;
import io.grpc.testing.integration.TestServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC's own interoperability cases through a gateway, in clear and over TLS. */
@Timeout(60)
class GrpcInteropTest {
    private static final int SERVER_PORT = DocumentedGateway.freePort();

    @TempDir
    static Path clearFolder;

    @TempDir
    static Path secureFolder;

    private static @Nullable DocumentedGateway clear;
    private static @Nullable DocumentedGateway secure;

    @BeforeAll
    static void start() throws IOException {
        clear = DocumentedGateway.clear(clearFolder, "h2c", SERVER_PORT);
        secure = DocumentedGateway.secure(secureFolder, "h2c", SERVER_PORT);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(clear).close();
        Objects.requireNonNull(secure).close();
    }

    static Set<String> cases() {
        return GrpcCases.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inClear(String name) throws Exception {
        new GrpcCases(SERVER_PORT, GrpcInteropTest::clearChannel).run(steps(name));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void overTls(String name) throws Exception {
        new GrpcCases(SERVER_PORT, GrpcInteropTest::secureChannel).run(steps(name));
    }

    @Test
    void aServiceThatCannotBeReachedIsAGrpcStatus() {
        ManagedChannel channel = clearChannel().build();
        try {
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> TestServiceGrpc.newBlockingStub(channel).emptyCall(EmptyProtos.Empty.getDefaultInstance()));
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(failure.getStatus().getDescription()).startsWith("connect_failed: ");
        } finally {
            channel.shutdownNow();
        }
    }

    private static GrpcCases.Case steps(String name) {
        return Objects.requireNonNull(GrpcCases.all().get(name));
    }

    private static ManagedChannelBuilder<?> clearChannel() {
        return NettyChannelBuilder.forAddress(
                        "127.0.0.1", Objects.requireNonNull(clear).port())
                .usePlaintext();
    }

    private static ManagedChannelBuilder<?> secureChannel() {
        DocumentedGateway gateway = Objects.requireNonNull(secure);
        try {
            byte[] trusted = gateway.certificate().getBytes(StandardCharsets.US_ASCII);
            return NettyChannelBuilder.forAddress("localhost", gateway.port())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(new ByteArrayInputStream(trusted))
                            .build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
