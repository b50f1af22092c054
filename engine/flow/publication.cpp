#include "flow/publication.hpp"

#include <algorithm>

#include "flow/pacer.hpp"

namespace coalesce {

void Publication::begin_generation() {
    ++generation_;
    moved_ = fresh_ = true;
}

bool Publication::due(Time now, bool taken) const {
    return now >= next_ && (taken || now - last_ >= std::chrono::milliseconds(100));
}

void Publication::number(Frame& frame) {
    frame.sequence = ++sequence_;
    frame.generation = generation_;
}

void Publication::published(Time began, Time now) {
    answer_due_ = moved_ = fresh_ = false;
    last_ = now;
    next_ = now + std::max<Time::duration>(Pacer::tick, 4 * (now - began));
}

const Histogram* SlowParts::inner_products(bool hurried, Time now) const {
    return hurried && now - counted_ < std::chrono::milliseconds(100) ? &inner_products_ : nullptr;
}

WantedDensities SlowParts::densities(bool hurried, Time now, WantedDensities wanted) const {
    return hurried && now < next_densities_ ? WantedDensities{} : wanted;
}

void SlowParts::complete(Frame& frame, bool new_inner_products, bool new_densities, Time start, Time end) {
    if (new_densities) {
        densities_ = frame.densities;
        next_densities_ = start + std::max<Time::duration>(std::chrono::milliseconds(50), 4 * (end - start));
    }
    frame.densities = densities_;
    if (!new_inner_products) return;
    inner_products_ = frame.inner_products;
    counted_ = end;
}

bool SlowParts::renew(Time now) {
    if (counted_ == Time{}) return false;
    counted_ = now;
    return true;
}

}  // namespace coalesce
