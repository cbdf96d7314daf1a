package dev.windrose.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/grpc",
                "application/grpc+proto",
                "application/grpc;charset=utf-8",
                "application/grpc ; x=y",
                "Application/gRPC"
            })
    void encodingsParametersAndCaseChangeNoType(String value) {
        assertThat(ContentType.isGrpc(headers(value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/grp",
                "application/grpc-web",
                "application/grpc-web+proto",
                "application/grpcs",
                "text/plain"
            })
    void otherTypesAreNotTaken(String value) {
        assertThat(ContentType.isGrpc(headers(value))).isFalse();
    }

    @Test
    void withoutAFieldThereIsNoType() {
        assertThat(ContentType.isGrpc(new Headers())).isFalse();
    }

    private static Headers headers(String value) {
        Headers headers = new Headers();
        headers.add(HeaderName.CONTENT_TYPE, value);
        return headers;
    }
}
