package dev.windrose.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::0001, 2001:db8::1",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "1::, 1::",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:10.0.0.1, 10.0.0.1",
        "64:ff9b::10.0.0.1, 64:ff9b::a00:1"
    })
    void everyAddressHasOneText(String written, String canonical) {
        assertThat(IpAddress.isAddress(written)).isTrue();
        assertThat(IpAddress.canonical(written)).isEqualTo(canonical);
        assertThat(IpAddress.canonicalOr(written)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.999",
                "10.0.0.256",
                "10.0.0",
                "10.1",
                "10.0.0.1.2",
                "10.0.0.1.",
                ".10.0.0.1",
                "10.0.0.01",
                "10.0.0.-1",
                "10.0.0.+1",
                "1",
                "localhost",
                "a.example",
                ":",
                ":::",
                "1:2",
                "1::2::3",
                "::12345",
                "::g",
                "[::1]",
                "fe80::1%lo",
                "::10.1",
                "::10.0.0.01",
                "10.0.0.1:80",
                "1:2:3:4:5:6:7:8:9",
                "\uFF11.1.1.1",
                "::\uFF11"
            })
    void whatIsNoAddressIsNotLookedUp(String text) {
        assertThat(IpAddress.isAddress(text)).isFalse();
        assertThat(IpAddress.canonical(text)).isNull();
        assertThat(IpAddress.canonicalOr(text)).isEqualTo(text);
        assertThatThrownBy(() -> IpAddress.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void textsOfBytesAreReadAsTheSameBytes() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            String text = IpAddress.text(bytes);
            assertThat(IpAddress.canonical(text)).isEqualTo(text);
            assertThat(InetAddress.getByAddress(bytes)).isEqualTo(InetAddress.ofLiteral(text));
        }
    }
}
