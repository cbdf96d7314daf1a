package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.tls.HelloReader.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class HelloReaderTest {
    @Test
    void everyPrefixIsOpenAndTheWholeHasTheName() throws Exception {
        byte[] hello = clientHello();
        for (int end = 0; end < hello.length; end++) {
            assertThat(new HelloReader().read(Unpooled.wrappedBuffer(hello, 0, end)))
                    .as("%d bytes", end)
                    .isEqualTo(Progress.OPEN);
        }
        HelloReader reader = new HelloReader();
        assertThat(reader.read(Unpooled.wrappedBuffer(hello))).isEqualTo(Progress.WHOLE);
        assertThat(reader.hello().serverName()).isEqualTo("shop.test");
    }

    @Test
    void recordsOfAnySizeMakeTheSameMessage() throws Exception {
        byte[] message = message(clientHello());
        for (int size = 1; size <= message.length; size++) {
            HelloReader reader = new HelloReader();
            assertThat(reader.read(Unpooled.wrappedBuffer(records(message, size))))
                    .isEqualTo(Progress.WHOLE);
            assertThat(reader.hello().serverName()).isEqualTo("shop.test");
        }
    }

    @Test
    void whatNobodySendsIsNotWaitedFor() {
        assertThat(of(0x15, 3, 3, 0, 2, 2, 80)).as("an alert").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 2)).as("another version").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 3, 1, 0, 0)).as("an empty record").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 3, 1, 0x40, 1)).as("a record too large").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 3, 1, 0, 1, 2)).as("a ServerHello").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 3, 1, 0, 4, 1, 0, 0x40, 1)).as("a message too large").isEqualTo(Progress.FOREIGN);
        assertThat(of(22, 3, 1, 0, 4, 1, 0, 0, 0)).as("an empty message").isEqualTo(Progress.FOREIGN);
        assertThat(of('G', 'E', 'T')).isEqualTo(Progress.FOREIGN);
    }

    @Test
    void manyTinyRecordsDoNotFillTheMemory() {
        byte[] message = new byte[HelloReader.MAX_MESSAGE];
        message[0] = 1;
        message[2] = (byte) (message.length >> 8);
        byte[] records = records(message, 1);
        assertThat(new HelloReader().read(Unpooled.wrappedBuffer(records, 0, HelloReader.MAX_BYTES + 6)))
                .isEqualTo(Progress.FOREIGN);
    }

    @Test
    void twoNamesAreOneTooMany() throws Exception {
        byte[] message = message(clientHello());
        byte[] name = {0, 0, 0, 8, 0, 6, 0, 0, 3, 'a', '.', 'b'};
        byte[] twice = java.util.Arrays.copyOf(message, message.length + name.length);
        System.arraycopy(name, 0, twice, message.length, name.length);
        int extensions = extensionsAt(message);
        add(twice, extensions, name.length);
        add(twice, 2, name.length);
        assertThat(new HelloReader().read(Unpooled.wrappedBuffer(records(twice, twice.length))))
                .isEqualTo(Progress.FOREIGN);
    }

    /** Whatever comes, in whatever pieces: the same end, and never an exception. */
    @Test
    void brokenBytesEndTheSameInOnePieceAndInMany() throws Exception {
        Random random = new Random(5);
        byte[] message = message(clientHello());
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = records(message, 1 + random.nextInt(message.length));
            for (int change = random.nextInt(4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Progress whole = new HelloReader().read(Unpooled.wrappedBuffer(bytes));
            HelloReader inPieces = new HelloReader();
            Progress progress = Progress.OPEN;
            ByteBuf all = Unpooled.wrappedBuffer(bytes);
            for (int end = 0; end < bytes.length && progress == Progress.OPEN; ) {
                end = Math.min(bytes.length, end + 1 + random.nextInt(200));
                progress = inPieces.read(all.slice(0, end));
            }
            assertThat(progress).as("round %d", round).isEqualTo(whole);
        }
    }

    private static Progress of(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return new HelloReader().read(Unpooled.wrappedBuffer(all));
    }

    private static byte[] message(byte[] record) {
        return java.util.Arrays.copyOfRange(record, 5, record.length);
    }

    private static byte[] records(byte[] message, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += size) {
            int part = Math.min(size, message.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (part >> 8), (byte) part});
            out.write(message, at, part);
        }
        return out.toByteArray();
    }

    /** Where the length of the extensions stands in a message. */
    private static int extensionsAt(byte[] message) {
        ByteBuf in = Unpooled.wrappedBuffer(message);
        in.skipBytes(4 + 34);
        in.skipBytes(in.readUnsignedByte());
        in.skipBytes(in.readUnsignedShort());
        in.skipBytes(in.readUnsignedByte());
        return in.readerIndex();
    }

    private static void add(byte[] bytes, int at, int more) {
        int sum = ((bytes[at] & 255) << 8 | (bytes[at + 1] & 255)) + more;
        bytes[at] = (byte) (sum >> 8);
        bytes[at + 1] = (byte) sum;
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("shop.test", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] hello = new byte[out.flip().remaining()];
        out.get(hello);
        return hello;
    }
}
