package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void aBufferThatNobodyGivesBackIsFound() throws Exception {
        LeakCheck.find();
        forget();
        assertThat(LeakCheck.find())
                .singleElement()
                .asString()
                .startsWith("ByteBuf")
                .contains("LeakCheckTest.forget");
        assertThat(LeakCheck.find()).isEmpty();
    }

    private static void forget() {
        ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(10);
        lost.writeByte(1);
    }
}
