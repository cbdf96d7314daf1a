package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.Test;

/** The tests of the transport lend these their check for leaks, by the class path alone: this is to notice if they no longer do. */
class LeakCheckedTest {
    @Test
    void leaksFailTheseTestsToo() {
        assertThat(ResourceLeakDetectorFactory.instance().getClass().getName())
                .startsWith("dev.windrose.transport.LeakCheck");
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }
}
