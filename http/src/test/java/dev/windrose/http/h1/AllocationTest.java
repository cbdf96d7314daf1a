package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.windrose.http.RequestHead;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final byte[] REQUEST = """
            GET /api/v1/users/7?fields=name HTTP/1.1\r
            Host: api.example.com\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101\r
            Accept: application/json, text/plain, */*\r
            Accept-Language: en\r
            Accept-Encoding: gzip, deflate, br\r
            Authorization: Bearer 0123456789abcdef0123456789abcdef\r
            Cookie: session=0123456789; theme=dark\r
            Connection: keep-alive\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    @Test
    void aTypicalRequestIsReadAndWrittenWithoutGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HeadParser parser = new HeadParser(Limits.DEFAULT);
        RequestHead head = new RequestHead();
        // Without the leak detector, which records every access in tests.
        ByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        ByteBuf in = allocator.directBuffer(1024);
        ByteBuf out = allocator.directBuffer(1024);
        int rounds = 20_000;
        pass(parser, head, in, out, rounds);
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(parser, head, in, out, rounds);
        long perRequest = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat(perRequest).isLessThanOrEqualTo(300);
        in.release();
        out.release();
    }

    private static void pass(HeadParser parser, RequestHead head, ByteBuf in, ByteBuf out, int rounds) {
        for (int i = 0; i < rounds; i++) {
            in.clear().writeBytes(REQUEST);
            out.clear();
            if (parser.request(in, head) != HeadParser.Status.COMPLETE) {
                throw new AssertionError(parser.rejection());
            }
            HeadEncoder.request(head, parser.framing(), ConnectionOption.PERSIST, out);
        }
    }
}
