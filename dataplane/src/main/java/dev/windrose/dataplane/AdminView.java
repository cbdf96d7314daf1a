package dev.windrose.dataplane;

import dev.windrose.dataplane.admin.AdminSource;
import dev.windrose.dataplane.explain.Asked;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.translate.StatusTree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the admin endpoints see of a proxy. */
final class AdminView implements AdminSource {
    private final Dataplane dataplane;
    private final Reload reload;
    private final LogLevel logLevel;

    AdminView(Dataplane dataplane, Reload reload, LogLevel logLevel) {
        this.dataplane = dataplane;
        this.reload = reload;
        this.logLevel = logLevel;
    }

    @Override
    public Snapshot snapshot() {
        return dataplane.snapshot();
    }

    @Override
    public List<Status> statuses() {
        return Statuses.of(reload.current().written().statuses());
    }

    @Override
    public List<Map<String, Object>> documents() {
        return reload.current().written().statuses().stream()
                .map(StatusTree::whole)
                .toList();
    }

    @Override
    public List<String> problems() {
        return reload.current().notes().stream()
                .map(ConfigurationSource.Note::text)
                .toList();
    }

    @Override
    public boolean isReady() {
        return dataplane.isReady();
    }

    @Override
    public void drain() {
        dataplane.stop();
    }

    @Override
    public Object explain(String request, List<String> headers, @Nullable String from) {
        Asked asked = Asked.of(request, headers);
        return reload.current().written().answer(asked, from, snapshot()).tree();
    }

    @Override
    public String logLevel() {
        return logLevel.level();
    }

    @Override
    public void logLevel(String level) {
        logLevel.set(level);
    }
}
