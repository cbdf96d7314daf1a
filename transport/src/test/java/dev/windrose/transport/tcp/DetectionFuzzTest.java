package dev.windrose.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** However the first bytes come, what is found does not depend on how they were cut, and is found in the end. */
class DetectionFuzzTest {
    private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n");
    private static final byte[][] SEEDS = {
        PREFACE,
        ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ascii("OPTIONS * HTTP/1.0\n\n"),
        ascii("POST /" + "a".repeat(8_180) + " HTTP/1.1\r\n"),
        ascii("EHLO a.test\r\nMAIL FROM:<a@a.test>\r\n"),
        ascii("SSH-2.0-OpenSSH_9.9\r\n"),
        ascii("GET /key\r\n"),
        {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f},
        {0x16, 3, 1, 0, 100},
    };

    @Test
    void whatIsFoundStandsWhateverFollows() {
        Fuzz fuzz = new Fuzz(20_000);
        Set<Detection> found = EnumSet.noneOf(Detection.class);
        while (fuzz.next()) {
            byte[] bytes = fuzz.mutate(SEEDS);
            String told = fuzz.told(bytes);
            Detection all = Detection.of(Unpooled.wrappedBuffer(bytes));
            found.add(all);
            int cut = fuzz.random.nextInt(bytes.length + 1);
            // Read where it does not begin at 0, too.
            ByteBuf part = Unpooled.wrappedBuffer(bytes, 0, cut);
            Detection early = Detection.of(part);
            assertThat(part.readableBytes()).as(told).isEqualTo(cut);
            if (early != Detection.OPEN) {
                assertThat(all).as(told + " cut at " + cut).isEqualTo(early);
            }
            boolean preface = new String(bytes, StandardCharsets.ISO_8859_1)
                    .startsWith(new String(PREFACE, StandardCharsets.ISO_8859_1));
            assertThat(all == Detection.HTTP2).as(told).isEqualTo(preface);
            assertThat(Detection.ofHttp(Unpooled.wrappedBuffer(bytes)) == Detection.HTTP2)
                    .as(told)
                    .isEqualTo(preface);
            if (bytes.length >= 8 * 1024) {
                assertThat(all).as(told).isNotEqualTo(Detection.OPEN);
            }
        }
        assertThat(found).containsExactlyInAnyOrder(Detection.values());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
