package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers come from the address that was asked, on a machine that has several. Needs root. */
class UdpAddressTest {
    private final Namespace namespace =
            new Namespace("198.51.100.7/32", "198.51.100.9/32", "fd00::7/128", "fd00::9/128");

    @AfterEach
    void delete() {
        namespace.close();
    }

    @Test
    void aClientHasItsAnswerFromTheAddressThatItAsked() {
        assertThat(namespace.run(UdpAddressClient.class, "0.0.0.0", "198.51.100.7", "198.51.100.9"))
                .contains("answered: e:hello");
    }

    @Test
    void theSameInIpVersion6() {
        assertThat(namespace.run(UdpAddressClient.class, "::", "fd00::7", "fd00::9"))
                .contains("answered: e:hello");
    }
}
