package dev.windrose.filter;

import dev.windrose.model.FilterSpec;

/** Makes the filters of one kind of specification. Found by {@link java.util.ServiceLoader}. */
public interface FilterFactory<S extends FilterSpec> {
    Class<S> specType();

    /** Throws {@link IllegalArgumentException} for a specification that cannot work; the routes it stands on then deny. */
    Filter create(S spec);
}
