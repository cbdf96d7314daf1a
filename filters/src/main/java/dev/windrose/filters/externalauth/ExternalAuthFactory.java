package dev.windrose.filters.externalauth;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes filters that ask another service. */
public final class ExternalAuthFactory implements FilterFactory<FilterSpec.ExternalAuth> {
    @Override
    public Class<FilterSpec.ExternalAuth> specType() {
        return FilterSpec.ExternalAuth.class;
    }

    @Override
    public Filter create(FilterSpec.ExternalAuth spec) {
        return new ExternalAuthFilter(spec, spec.grpc() ? new GrpcCheck(spec) : new HttpCheck(spec));
    }
}
