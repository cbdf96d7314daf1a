package dev.windrose.transport.h1;

import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is about to send. Heads and small parts of bodies are gathered in one buffer, since copying a few hundred bytes costs less
 * than a second system call argument; large parts go by reference.
 */
final class ChannelOutput implements NettyLoop.Writer {
    private static final int COPY_LIMIT = 4 * 1024;

    private final Channel channel;
    private final NettyLoop loop;
    private @Nullable ByteBuf gathered;
    private boolean announced;

    ChannelOutput(Channel channel, NettyLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** What came before and what comes now, in one buffer that grows by doubling: one byte at a time costs no more. Takes over both references. */
    static ByteBuf join(ByteBuf before, ByteBuf data) {
        return ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(data.alloc(), before, data);
    }

    /** The buffer that small things are written into. */
    ByteBuf buffer() {
        ByteBuf current = gathered;
        if (current == null) {
            current = loop.takeBuffer(channel.alloc());
            gathered = current;
            announce();
        }
        return current;
    }

    /** Adds body bytes and takes over the reference. */
    void data(ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
        } else if (length <= COPY_LIMIT) {
            buffer().writeBytes(data);
            data.release();
        } else {
            push();
            announce();
            channel.write(data, channel.voidPromise());
        }
    }

    /** Adds body bytes, as a chunk of their own if so asked, and takes over the reference. */
    void body(ByteBuf data, boolean chunked) {
        int length = data.readableBytes();
        if (!chunked || length == 0) {
            data(data);
            return;
        }
        HeadEncoder.chunkStart(length, buffer());
        data(data);
        HeadEncoder.chunkEnd(buffer());
    }

    private void announce() {
        if (!announced) {
            announced = true;
            loop.wrote(this);
        }
    }

    @Override
    public void flushWrites() {
        announced = false;
        ByteBuf current = gathered;
        if (current == null) {
            channel.flush();
            return;
        }
        gathered = null;
        channel.write(current.retain(), channel.voidPromise());
        channel.flush();
        loop.giveBack(current);
    }

    /** Hands what is gathered to the channel. */
    private void push() {
        ByteBuf current = gathered;
        if (current != null) {
            gathered = null;
            channel.write(current, channel.voidPromise());
        }
    }

    /** Sends everything and closes. */
    void close() {
        push();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Sends everything and then our FIN; the other side may go on. */
    void shutdownOutput() {
        push();
        Ends.shutdownOutput(channel);
    }

    /** Forgets what was not sent. */
    void discard() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
