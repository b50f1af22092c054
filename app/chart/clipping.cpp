#include "chart/clipping.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::chart {
namespace {

bool finite(Place p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

/// In double precision: an end may be so far away that a pixel is less than its last digit.
Place interpolated(Place a, Place b, double t) {
    const auto mixed = [t](double from, double to) { return static_cast<float>((1 - t) * from + t * to); };
    return {mixed(a.x, b.x), mixed(a.y, b.y)};
}

/// The part of a segment inside the rectangle as an interval of its parameter (Liang and Barsky 1984); empty where
/// `first` > `last`.
struct PartInside {
    double first = 0, last = 1;

    void cut(double start, double end, double low, double high) {
        const double step = end - start;
        if (step == 0) {
            if (start < low || start > high) first = 2;
            return;
        }
        const double enter = ((step > 0 ? low : high) - start) / step;
        const double leave = ((step > 0 ? high : low) - start) / step;
        first = std::max(first, enter);
        last = std::min(last, leave);
    }
};

}  // namespace

void for_runs_inside(std::span<const Place> points, Place from, Place to,
                     const std::function<void(std::span<const Place> run)>& draw) {
    std::vector<Place> run;
    const auto flush = [&] {
        if (run.size() > 1) draw(run);
        run.clear();
    };
    for (std::size_t k = 1; k < points.size(); ++k) {
        const Place a = points[k - 1], b = points[k];
        PartInside part;
        if (finite(a) && finite(b)) {
            part.cut(a.x, b.x, from.x, to.x);
            part.cut(a.y, b.y, from.y, to.y);
        }
        if (!finite(a) || !finite(b) || part.first > part.last) {
            flush();
            continue;
        }
        if (part.first > 0) flush();
        if (run.empty()) run.push_back(part.first > 0 ? interpolated(a, b, part.first) : a);
        run.push_back(part.last < 1 ? interpolated(a, b, part.last) : b);
        if (part.last < 1) flush();
    }
    flush();
}

std::vector<std::string> broken(const std::string& text, float width,
                                const std::function<float(const std::string&)>& width_of) {
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
        if (lines.back().empty() || width_of(longer) <= width)
            lines.back() = longer;
        else
            lines.push_back(word);
        at = end + 1;
    }
    return lines;
}

void spread(std::vector<float*> values, float gap) {
    std::stable_sort(values.begin(), values.end(), [](const float* a, const float* b) { return *a < *b; });
    for (std::size_t k = 1; k < values.size(); ++k) *values[k] = std::max(*values[k], *values[k - 1] + gap);
}

}  // namespace coalesce::chart
