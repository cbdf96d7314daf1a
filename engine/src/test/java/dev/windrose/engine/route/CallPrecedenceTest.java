package dev.windrose.engine.route;

import static dev.windrose.engine.route.TableFixture.anyHost;
import static dev.windrose.engine.route.TableFixture.exact;
import static dev.windrose.engine.route.TableFixture.get;
import static dev.windrose.engine.route.TableFixture.grpc;
import static dev.windrose.engine.route.TableFixture.headers;
import static dev.windrose.engine.route.TableFixture.is;
import static dev.windrose.engine.route.TableFixture.path;
import static dev.windrose.engine.route.TableFixture.prefix;
import static dev.windrose.engine.route.TableFixture.regex;
import static dev.windrose.engine.route.TableFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which rule takes a gRPC call: most characters of the service, then of the method, then most headers, then the first. */
class CallPrecedenceTest {
    private static final String[] CALL = {"content-type", "application/grpc"};
    private static final String[] BLUE = {"content-type", "application/grpc", "tenant", "blue"};

    @Test
    void aMethodOfAnyServiceBeatsWhatTakesEveryCall() {
        HostRoutes table = anyHost(
                route("all", grpc(prefix("/"))),
                route("blue", grpc(headers(prefix("/"), is("tenant", "blue")))),
                route("put", call(null, "Put")));
        assertThat(get(table, "x", "/shop.Orders/Put", BLUE)).isEqualTo("put");
        assertThat(get(table, "x", "/shop.Orders/Get", BLUE)).isEqualTo("blue");
        assertThat(get(table, "x", "/shop.Orders/Get", CALL)).isEqualTo("all");
    }

    @Test
    void anExpressionForTheServiceBeatsWhatTakesEveryCallAndEveryMethodAlone() {
        HostRoutes table = anyHost(
                route("all", grpc(prefix("/"))),
                route("method", call(null, "PutManyThings")),
                route("shop", expression("shop\\..*", null)));
        assertThat(get(table, "x", "/shop.Orders/PutManyThings", CALL)).isEqualTo("shop");
        assertThat(get(table, "x", "/other.Orders/PutManyThings", CALL)).isEqualTo("method");
        assertThat(get(table, "x", "/other.Orders/Get", CALL)).isEqualTo("all");
    }

    @Test
    void theMethodDecidesBetweenServicesOfOneLength() {
        HostRoutes table = anyHost(
                route("service", expression("shop\\..*", null)),
                route("both", expression("shop\\..*", "P.*")),
                route("longer", expression("shop\\..*", "Pu.*")));
        assertThat(get(table, "x", "/shop.Orders/Put", CALL)).isEqualTo("longer");
        assertThat(get(table, "x", "/shop.Orders/Post", CALL)).isEqualTo("both");
        assertThat(get(table, "x", "/shop.Orders/Get", CALL)).isEqualTo("service");
    }

    @Test
    void theLongerServiceWinsWhateverItsKind() {
        HostRoutes table = anyHost(
                route("name", call("shop.Orders", "Put")),
                route("short", expression("shop\\..*", "Put")),
                route("long", expression("shop\\.(Orders|Users)", null)));
        assertThat(get(table, "x", "/shop.Orders/Put", CALL)).isEqualTo("long");
        HostRoutes names =
                anyHost(route("short", expression("shop\\..*", "Put")), route("name", call("shop.Orders", null)));
        assertThat(get(names, "x", "/shop.Orders/Put", CALL)).isEqualTo("name");
        assertThat(get(names, "x", "/shop.Users/Put", CALL)).isEqualTo("short");
    }

    @Test
    void betweenEqualCallsHeadersThenOrderDecide() {
        HostRoutes table = anyHost(
                route("first", call("shop.Orders", null)),
                route("second", expression("shop.O.d.rs", null)),
                route("third", call("shop.Orders", null)),
                route(
                        "headers",
                        new RouteMatch(
                                new PathMatch.Call("shop..rders", null, Kind.REGEX),
                                null,
                                "application/grpc",
                                headers(prefix("/"), is("tenant", "blue")).headers(),
                                List.of())));
        assertThat(get(table, "x", "/shop.Orders/Put", CALL)).isEqualTo("first");
        assertThat(get(table, "x", "/shop.Orders/Put", BLUE)).isEqualTo("headers");
        HostRoutes turned =
                anyHost(route("first", expression("shop..rders", null)), route("second", call("shop.Orders", null)));
        assertThat(get(turned, "x", "/shop.Orders/Put", CALL)).isEqualTo("first");
    }

    @Test
    void expressionsForRequestsStillComeAfterAllPaths() {
        HostRoutes table = anyHost(
                route("expression", regex("/shop.*/Put")), route("root", prefix("/")), route("exact", exact("/x")));
        assertThat(get(table, "x", "/shop.Orders/Put", CALL)).isEqualTo("root");
    }

    @Test
    void aNameInACallIsNoExpression() {
        HostRoutes table = anyHost(route("put", call(null, "P.t")));
        assertThat(get(table, "x", "/shop.Orders/Put", CALL)).isEqualTo("none");
        assertThat(get(table, "x", "/shop.Orders/P.t", CALL)).isEqualTo("put");
    }

    private static RouteMatch call(@Nullable String service, @Nullable String method) {
        return grpc(path(new PathMatch.Call(service, method, Kind.EXACT)));
    }

    private static RouteMatch expression(@Nullable String service, @Nullable String method) {
        return grpc(path(new PathMatch.Call(service, method, Kind.REGEX)));
    }
}
