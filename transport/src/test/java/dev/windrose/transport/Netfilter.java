package dev.windrose.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes one rule of nftables in the kernel's own language (netlink), since the command {@code nft} is not everywhere: TCP from an address to a port
 * goes to another port of this machine, as a rule {@code redirect to :port} in the output hook says it.
 */
final class Netfilter {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;
    private static final int SUBSYSTEM = 10;
    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int NEW_TABLE = SUBSYSTEM << 8;
    private static final int NEW_CHAIN = SUBSYSTEM << 8 | 3;
    private static final int NEW_RULE = SUBSYSTEM << 8 | 6;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int CREATE = 0x400;
    private static final int NESTED = 0x8000;
    private static final int LOCAL_OUT = 3;
    private static final int PRIORITY_DNAT = -100;
    private static final int META_L4PROTO = 16;
    private static final int TCP = 6;
    private static final int REGISTER = 1;
    private static final int NETWORK_HEADER = 1;
    private static final int TRANSPORT_HEADER = 2;
    private static final String TABLE = "windrose";
    private static final String CHAIN = "out";

    private final ByteBuffer message = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    private final int family;
    private int sequence;

    private Netfilter(int family) {
        this.family = family;
    }

    /** Throws {@link IOException} with the kernel's error number if it will not have the rule. */
    static void redirect(InetAddress from, int port, int to) throws IOException {
        byte[] address = from.getAddress();
        Netfilter batch = new Netfilter(address.length == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
        batch.batch(BATCH_BEGIN);
        batch.table();
        batch.chain();
        batch.rule(address, port, to);
        batch.batch(BATCH_END);
        batch.send();
    }

    private void batch(int type) {
        int start = begin(type, REQUEST, 0, SUBSYSTEM);
        end(start);
    }

    private void table() {
        int start = begin(NEW_TABLE, REQUEST | CREATE | ACK, family, 0);
        text(1, TABLE);
        end(start);
    }

    private void chain() {
        int start = begin(NEW_CHAIN, REQUEST | CREATE | ACK, family, 0);
        text(1, TABLE);
        text(3, CHAIN);
        int hook = open(4);
        number(1, LOCAL_OUT);
        number(2, PRIORITY_DNAT);
        close(hook);
        text(7, "nat");
        end(start);
    }

    private void rule(byte[] from, int port, int to) {
        int start = begin(NEW_RULE, REQUEST | CREATE | ACK, family, 0);
        text(1, TABLE);
        text(2, CHAIN);
        int expressions = open(4);
        payload(NETWORK_HEADER, from.length == 4 ? 12 : 8, from.length);
        compare(from);
        expression("meta", () -> {
            number(1, REGISTER);
            number(2, META_L4PROTO);
        });
        compare(new byte[] {TCP});
        payload(TRANSPORT_HEADER, 2, 2);
        compare(bigEndian(port));
        expression("immediate", () -> {
            number(1, REGISTER);
            int data = open(2);
            bytes(1, bigEndian(to));
            close(data);
        });
        expression("redir", () -> number(1, REGISTER));
        close(expressions);
        end(start);
    }

    private void payload(int base, int offset, int length) {
        expression("payload", () -> {
            number(1, REGISTER);
            number(2, base);
            number(3, offset);
            number(4, length);
        });
    }

    private void compare(byte[] with) {
        expression("cmp", () -> {
            number(1, REGISTER);
            number(2, 0);
            int data = open(3);
            bytes(1, with);
            close(data);
        });
    }

    private void expression(String name, Runnable attributes) {
        int element = open(1);
        text(1, name);
        int data = open(2);
        attributes.run();
        close(data);
        close(element);
    }

    private static byte[] bigEndian(int port) {
        return new byte[] {(byte) (port >>> 8), (byte) port};
    }

    // ---- netlink

    private int begin(int type, int flags, int ofFamily, int resource) {
        int start = message.position();
        message.putInt(0).putShort((short) type).putShort((short) flags);
        message.putInt(++sequence).putInt(0);
        message.put((byte) ofFamily).put((byte) 0);
        message.put((byte) (resource >>> 8)).put((byte) resource);
        return start;
    }

    private void end(int start) {
        message.putInt(start, message.position() - start);
    }

    private int open(int type) {
        int start = message.position();
        message.putShort((short) 0).putShort((short) (type | NESTED));
        return start;
    }

    private void close(int start) {
        message.putShort(start, (short) (message.position() - start));
    }

    private void number(int type, int value) {
        bytes(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    private void text(int type, String value) {
        bytes(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private void bytes(int type, byte[] value) {
        message.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (message.position() % 4 != 0) {
            message.put((byte) 0);
        }
    }

    /** Each acknowledgement is an error message with the number 0. */
    private void send() throws IOException {
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
        MethodHandle socket = call("socket", FunctionDescriptor.of(number, number, number, number));
        FunctionDescriptor transfer = FunctionDescriptor.of(size, number, ValueLayout.ADDRESS, size);
        MethodHandle write = call("write", transfer);
        MethodHandle read = call("read", transfer);
        MethodHandle close = call("close", FunctionDescriptor.of(number, number));
        try (Arena arena = Arena.ofConfined()) {
            int netlink = (int) socket.invokeExact(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
            MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, message.array());
            long sent = (long) write.invokeExact(netlink, out, (long) message.position());
            if (sent != message.position()) {
                throw new IOException("netlink: " + sent + " bytes sent (expected: " + message.position() + ")");
            }
            MemorySegment in = arena.allocate(8192);
            for (int acknowledged = 0; acknowledged < 3; ) {
                long received = (long) read.invokeExact(netlink, in, 8192L);
                acknowledged += acknowledgements(in.asSlice(0, Math.max(0, received)));
            }
            int ignored = (int) close.invokeExact(netlink);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private static int acknowledgements(MemorySegment in) throws IOException {
        int count = 0;
        for (long at = 0; at < in.byteSize(); at += (in.get(ValueLayout.JAVA_INT_UNALIGNED, at) + 3) & ~3) {
            int error = in.get(ValueLayout.JAVA_INT_UNALIGNED, at + 16);
            if (error != 0) {
                throw new IOException(
                        "nftables: error " + -error + " (expected: a kernel with nf_tables and NAT, and root)");
            }
            count++;
        }
        if (count == 0) {
            throw new IOException("netlink: no answer");
        }
        return count;
    }
}
