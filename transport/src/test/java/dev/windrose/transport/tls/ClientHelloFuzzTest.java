package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Whatever a client sends as its first message, reading it ends in a name that is one, in none, or in the one exception that is told. */
class ClientHelloFuzzTest {
    /** The record's header and that of the handshake message. */
    private static final int HEADERS = 5 + 4;

    @Test
    void readingNeverFailsOtherwiseThanItSays() throws Exception {
        byte[] named = hello("www.example.com");
        byte[] nameless = hello("");
        Fuzz fuzz = new Fuzz(100_000);
        int read = 0;
        int names = 0;
        while (fuzz.next()) {
            byte[] message = fuzz.mutate(named, nameless);
            ByteBuf in = Unpooled.wrappedBuffer(message);
            try {
                ClientHello hello = ClientHello.read(in);
                read++;
                if (hello.serverName() != null) {
                    names++;
                    assertThat(hello.serverName()).as(fuzz.told(message)).matches("[a-z0-9._-]{1,255}");
                }
            } catch (IndexOutOfBoundsException _) {
                // Lengths that do not fit.
            } catch (RuntimeException e) {
                throw new AssertionError(fuzz.told(message), e);
            }
            assertThat(in.readerIndex()).as(fuzz.told(message)).isZero();
            assertThat(in.writerIndex()).as(fuzz.told(message)).isEqualTo(message.length);
        }
        assertThat(read).isGreaterThan(10_000);
        assertThat(names).isBetween(1_000, read - 1_000);
    }

    /** What the JDK says first. */
    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOfRange(out.array(), HEADERS, out.position());
    }
}
