package dev.windrose.filters.headers;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes filters that change the request's headers. */
public final class RequestHeadersFactory implements FilterFactory<FilterSpec.RequestHeaders> {
    @Override
    public Class<FilterSpec.RequestHeaders> specType() {
        return FilterSpec.RequestHeaders.class;
    }

    @Override
    public Filter create(FilterSpec.RequestHeaders spec) {
        return new RequestHeadersFilter(spec);
    }
}
