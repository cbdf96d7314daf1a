package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.Cidr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0",
                "10",
                "10.0.0/8",
                "010.0.0.1",
                "256.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/33",
                "1.2.3.4.5",
                "1:2",
                ":::",
                "::1/129",
                "",
                "localhost"
            })
    void whatIsNoFullAddressIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "0.0.0.0/0",
                "255.255.255.255",
                "::1",
                "fd00::/8",
                "2001:db8::1/128",
                "::ffff:1.2.3.4"
            })
    void addressesAndRangesAreTaken(String text) {
        assertThat(Cidr.of(text).toString()).isNotEmpty();
    }
}
