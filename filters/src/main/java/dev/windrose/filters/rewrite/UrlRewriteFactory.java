package dev.windrose.filters.rewrite;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes URL rewrites. */
public final class UrlRewriteFactory implements FilterFactory<FilterSpec.UrlRewrite> {
    @Override
    public Class<FilterSpec.UrlRewrite> specType() {
        return FilterSpec.UrlRewrite.class;
    }

    @Override
    public Filter create(FilterSpec.UrlRewrite spec) {
        return new UrlRewriteFilter(spec);
    }
}
