#pragma once

#include <algorithm>

#include "coalesce/studies/single_location.hpp"

namespace coalesce {

/// Returns σ(x); sign(0) = 0.
inline double link_value(Link link, double x) {
    switch (link) {
        case Link::linear:
            return x;
        case Link::quadratic:
            return x * x;
        case Link::relu:
            return std::max(0.0, x);
        case Link::sign:
            return static_cast<double>(x > 0) - static_cast<double>(x < 0);
    }
    return 0;
}

/// Returns σ'(x), the left derivative where there are two.
inline double link_slope(Link link, double x) {
    switch (link) {
        case Link::linear:
            return 1;
        case Link::quadratic:
            return 2 * x;
        case Link::relu:
            return x > 0 ? 1 : 0;
        case Link::sign:
            return 0;
    }
    return 0;
}

/// Returns the k of σ(cx) = c^k σ(x), c > 0.
inline int link_degree(Link link) {
    return link == Link::quadratic ? 2 : link == Link::sign ? 0 : 1;
}

}  // namespace coalesce
