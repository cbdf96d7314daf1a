package dev.windrose.engine.route;

import static dev.windrose.engine.route.RequestFixture.request;
import static dev.windrose.engine.route.TableFixture.anyHost;
import static dev.windrose.engine.route.TableFixture.ask;
import static dev.windrose.engine.route.TableFixture.exact;
import static dev.windrose.engine.route.TableFixture.get;
import static dev.windrose.engine.route.TableFixture.grpc;
import static dev.windrose.engine.route.TableFixture.headers;
import static dev.windrose.engine.route.TableFixture.host;
import static dev.windrose.engine.route.TableFixture.is;
import static dev.windrose.engine.route.TableFixture.like;
import static dev.windrose.engine.route.TableFixture.listener;
import static dev.windrose.engine.route.TableFixture.method;
import static dev.windrose.engine.route.TableFixture.prefix;
import static dev.windrose.engine.route.TableFixture.query;
import static dev.windrose.engine.route.TableFixture.regex;
import static dev.windrose.engine.route.TableFixture.route;
import static dev.windrose.engine.route.TableFixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostRoutesTest {
    @Test
    void exactBeatsLongestPrefixBeatsRegex() {
        HostRoutes table = anyHost(
                route("regex", regex("/a/.*")),
                route("short", prefix("/a")),
                route("long", prefix("/a/b/")),
                route("exact", exact("/a/b")));
        assertThat(get(table, "x", "/a/b")).isEqualTo("exact");
        assertThat(get(table, "x", "/a/b/")).isEqualTo("long");
        assertThat(get(table, "x", "/a/b/c")).isEqualTo("long");
        assertThat(get(table, "x", "/a/bc")).isEqualTo("short");
        assertThat(get(table, "x", "/a?x=/b")).isEqualTo("short");
        assertThat(get(table, "x", "/abc")).isEqualTo("none");
        assertThat(get(anyHost(route("r", regex("/v[0-9]+"))), "x", "/v12")).isEqualTo("r");
        assertThat(get(anyHost(route("r", regex("/v[0-9]+"))), "x", "/v12/x")).isEqualTo("none");
    }

    @Test
    void aRequestOfAMediaTypeTriesTheRulesForItBeforeAllOthers() {
        HostRoutes table = anyHost(
                route("form", exact("/shop.Orders/Watch")),
                route("expression", grpc(regex("/[^/]+/Watch"))),
                route("service", grpc(prefix("/shop.Orders"))),
                route("root", prefix("/")));
        String[] call = {"content-type", "application/grpc+proto"};
        assertThat(get(table, "x", "/shop.Orders/Watch", call)).isEqualTo("service");
        assertThat(get(table, "x", "/shop.Users/Watch", call)).isEqualTo("expression");
        assertThat(get(table, "x", "/shop.Users/Get", call)).isEqualTo("root");
        assertThat(get(table, "x", "/shop.Orders/Watch")).isEqualTo("form");
        assertThat(get(table, "x", "/shop.Orders/Get", "content-type", "application/json"))
                .isEqualTo("root");
        assertThat(get(table, "x", "/shop.Orders/Get", "content-type", "application/grpc-web"))
                .isEqualTo("root");
    }

    @Test
    void aPrefixWhoseOtherPartsDoNotMatchGivesWayToAShorterOne() {
        HostRoutes table = anyHost(
                route("root", prefix("/")),
                route("a", prefix("/a")),
                route("abcd", method("POST", prefix("/a/b/c/d"))));
        assertThat(get(table, "x", "/a/b/c/d/e")).isEqualTo("a");
        assertThat(ask(table, request("POST", "x", "/a/b/c/d/e"))).isEqualTo("abcd");
        assertThat(get(table, "x", "/")).isEqualTo("root");
        assertThat(get(table, "x", "/b")).isEqualTo("root");
    }

    @Test
    void betweenEqualPathsMethodThenHeadersThenQueryThenOrderDecide() {
        HostRoutes table = anyHost(
                route("plain", prefix("/")),
                route("later", prefix("/")),
                route("query", query(prefix("/"), is("q", "1"))),
                route("one", headers(prefix("/"), is("a", "1"))),
                route("two", headers(prefix("/"), is("a", "1"), is("b", "2"))),
                route("method", method("PUT", prefix("/"))));
        assertThat(get(table, "x", "/")).isEqualTo("plain");
        assertThat(get(table, "x", "/?q=1")).isEqualTo("query");
        assertThat(get(table, "x", "/?q=1", "a", "1")).isEqualTo("one");
        assertThat(get(table, "x", "/?q=1", "a", "1", "b", "2")).isEqualTo("two");
        assertThat(ask(table, request("PUT", "x", "/?q=1", "a", "1", "b", "2"))).isEqualTo("method");
    }

    @Test
    void theMostSpecificListenerAloneDecides() {
        HostRoutes table = table(
                listener("*", host("*", route("any", prefix("/")))),
                listener("*.example.com", host("*.example.com", route("wild", prefix("/wild")))),
                listener("a.example.com", host("a.example.com", route("a", prefix("/a")))));
        assertThat(get(table, "a.example.com", "/a")).isEqualTo("a");
        assertThat(get(table, "a.example.com", "/wild")).isEqualTo("none");
        assertThat(get(table, "b.example.com:8080", "/wild")).isEqualTo("wild");
        assertThat(get(table, "b.example.com", "/other")).isEqualTo("none");
        assertThat(get(table, "b.c.example.com", "/wild")).isEqualTo("wild");
        assertThat(get(table, "example.com", "/")).isEqualTo("any");
        assertThat(get(table, "[::1]:80", "/")).isEqualTo("any");
        assertThat(table.listenerOf("a.example.com.")).isEqualTo("listener a.example.com");
    }

    @Test
    void withinAListenerLessSpecificHostsAreAskedNext() {
        HostRoutes table = table(listener(
                "*",
                host("*", route("any", prefix("/any")), route("root", exact("/"))),
                host("*.com", route("com", prefix("/com"))),
                host("*.example.com", route("wild", prefix("/wild"))),
                host("a.example.com", route("a", prefix("/a")))));
        assertThat(get(table, "a.example.com", "/a")).isEqualTo("a");
        assertThat(get(table, "a.example.com", "/wild")).isEqualTo("wild");
        assertThat(get(table, "a.example.com", "/com")).isEqualTo("com");
        assertThat(get(table, "a.example.com", "/any")).isEqualTo("any");
        assertThat(get(table, "b.example.com", "/a")).isEqualTo("none");
        assertThat(get(table, "", "/")).isEqualTo("root");
    }

    @Test
    void headersAreComparedWholeAndJoined() {
        HostRoutes table = anyHost(route("exact", headers(prefix("/"), is("X-Color", "red,blue"))));
        assertThat(get(table, "x", "/", "x-color", "red", "x-color", "blue")).isEqualTo("exact");
        assertThat(get(table, "x", "/", "x-color", "red,blue")).isEqualTo("exact");
        assertThat(get(table, "x", "/", "x-color", "Red,blue")).isEqualTo("none");
        HostRoutes expression = anyHost(route("like", headers(prefix("/"), like("v", "[0-9]+"), is("V", "x"))));
        assertThat(get(expression, "x", "/", "v", "12")).isEqualTo("like");
        assertThat(get(expression, "x", "/", "v", "12a")).isEqualTo("none");
        assertThat(get(expression, "x", "/")).isEqualTo("none");
    }

    @Test
    void theFirstQueryParameterOfANameCountsDecoded() {
        HostRoutes table = anyHost(route("q", query(prefix("/"), is("name", "a b&c"))));
        assertThat(get(table, "x", "/?x=1&n%61me=a+b%26c")).isEqualTo("q");
        assertThat(get(table, "x", "/?name=other&name=a+b%26c")).isEqualTo("none");
        assertThat(get(table, "x", "/?Name=a+b%26c")).isEqualTo("none");
        assertThat(get(table, "x", "/?name")).isEqualTo("none");
        assertThat(get(anyHost(route("e", query(prefix("/"), is("e", "")))), "x", "/?e"))
                .isEqualTo("e");
        assertThat(get(anyHost(route("l", query(prefix("/"), like("l", "ä+")))), "x", "/?l=%C3%A4%c3%a4"))
                .isEqualTo("l");
    }

    @Test
    void configuredPathsAreBroughtToTheFormOfRequests() {
        HostRoutes table = anyHost(route("e", exact("/caf\u00e9//x")));
        assertThat(get(table, "x", "/caf%C3%A9/x")).isEqualTo("e");
    }

    @Test
    void aMatchThatCannotBeCompiledIsLeftOutAndReported() {
        TableFixture source = new TableFixture();
        HostRoutes table = HostRoutes.compile(
                new RouteTableSpec(
                        new RouteTableId("t"),
                        List.of(listener("*", host("*", route("bad", regex("("), prefix("/ok")))))),
                source);
        assertThat(source.unusable).singleElement().asString().startsWith("bad: ");
        assertThat(get(table, "x", "/ok")).isEqualTo("bad");
    }
}
