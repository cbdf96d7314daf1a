package dev.windrose.engine.route;

import static dev.windrose.engine.route.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a table is made again when something of it changes. */
class RecompiledRoutesTest {
    private final TableFixture source = new TableFixture();

    @Test
    void aTableThatSaysTheSameStays() {
        HostRoutes before = HostRoutes.compile(table("/a", "/b"), source);
        assertThat(HostRoutes.compile(table("/a", "/b"), source, before)).isSameAs(before);
        assertThat(source.made).isEqualTo(3);
    }

    @Test
    void oneRouteIsMadeAnewWhenOneHasChanged() {
        HostRoutes before = HostRoutes.compile(table("/a", "/b"), source);
        HostRoutes after = HostRoutes.compile(table("/a", "/c"), source, before);

        assertThat(source.made).isEqualTo(4);
        assertThat(after.find(request("GET", "one.test", "/a")))
                .isSameAs(before.find(request("GET", "one.test", "/a")))
                .isNotNull();
        assertThat(after.find(request("GET", "one.test", "/b"))).isNull();
        assertThat(TableFixture.ask(after, request("GET", "one.test", "/c"))).isEqualTo("second");
        assertThat(TableFixture.ask(before, request("GET", "one.test", "/b"))).isEqualTo("second");
        assertThat(after.find(request("GET", "two.test", "/x")))
                .isSameAs(before.find(request("GET", "two.test", "/x")))
                .isNotNull();
    }

    @Test
    void anotherOrderIsAnotherTable() {
        HostRoutes before = HostRoutes.compile(table("/a", "/a"), source);
        ListenerRoutes turned = TableFixture.listener(
                "*",
                TableFixture.host("one.test", rule("second", "/a"), rule("first", "/a")),
                TableFixture.host("two.test", rule("third", "/x")));
        HostRoutes after = HostRoutes.compile(spec(turned), source, before);
        assertThat(TableFixture.ask(before, request("GET", "one.test", "/a"))).isEqualTo("first");
        assertThat(TableFixture.ask(after, request("GET", "one.test", "/a"))).isEqualTo("second");
        assertThat(source.made).isEqualTo(3);
    }

    @Test
    void aHostThatGoesIsGone() {
        HostRoutes before = HostRoutes.compile(table("/a", "/b"), source);
        HostRoutes after = HostRoutes.compile(
                spec(TableFixture.listener("*", TableFixture.host("two.test", rule("third", "/x")))), source, before);
        assertThat(after.find(request("GET", "one.test", "/a"))).isNull();
        assertThat(after.find(request("GET", "two.test", "/x"))).isNotNull();
    }

    @Test
    void aRouteWhoseTargetIsAnotherOneIsMadeAnew() {
        HostRoutes before = HostRoutes.compile(table("/a", "/b"), source);
        source.gone.add("second");
        HostRoutes after = HostRoutes.compile(table("/a", "/b"), source, before);
        assertThat(source.made).isEqualTo(4);
        assertThat(after.find(request("GET", "one.test", "/b")))
                .isNotSameAs(before.find(request("GET", "one.test", "/b")));
    }

    @Test
    void aListenerOfAnotherNameHasRoutesOfItsOwn() {
        HostRoutes before = HostRoutes.compile(table("/a", "/b"), source);
        ListenerRoutes listener = table("/a", "/b").listeners().getFirst();
        HostRoutes after = HostRoutes.compile(
                spec(new ListenerRoutes("renamed", listener.host(), listener.hosts())), source, before);
        assertThat(after.listenerOf("one.test")).isEqualTo("renamed");
        assertThat(source.made).isEqualTo(6);
    }

    @Test
    void whatCannotBeCompiledIsToldAgain() {
        RouteSpec broken =
                TableFixture.route("broken", new RouteMatch(new PathMatch.Regex("("), null, List.of(), List.of()));
        RouteTableSpec table = spec(TableFixture.listener("*", TableFixture.host("one.test", broken)));
        HostRoutes before = HostRoutes.compile(table, source);
        HostRoutes.compile(table, source, before);
        assertThat(source.unusable).hasSize(2);
    }

    private static RouteTableSpec table(String first, String second) {
        return spec(TableFixture.listener(
                "*",
                TableFixture.host("one.test", rule("first", first), rule("second", second)),
                TableFixture.host("two.test", rule("third", "/x"))));
    }

    private static RouteTableSpec spec(ListenerRoutes listener) {
        return new RouteTableSpec(new RouteTableId("test"), List.of(listener));
    }

    private static RouteSpec rule(String id, String path) {
        return TableFixture.route(id, TableFixture.exact(path));
    }
}
