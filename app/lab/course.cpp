#include "lab/course.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::lab {

double course_place(const Course& course, double share) {
    const double part = std::clamp(share, 0.0, 1.0);
    // The ends are exact: neither pow nor the sum rounds them.
    double place = course.from;
    if (part >= 1)
        place = course.until;
    else if (part > 0)
        place = course.logarithmic ? course.from * std::pow(course.until / course.from, part)
                                   : course.from + part * (course.until - course.from);
    return course.whole ? std::round(place) : place;
}

double course_share(const Course& course, double place) {
    if (!(course.until > course.from)) return 1;
    const double share =
        course.logarithmic ? std::log(std::max(place, course.from) / course.from) / std::log(course.until / course.from)
                           : (place - course.from) / (course.until - course.from);
    return std::clamp(share, 0.0, 1.0);
}

std::string course_text(const Course& course, double place) {
    if (course.whole) return course.label + " " + formatted("%.0f", place);
    // The number of digits is the same at every moment, so that the words beside them stay where they are.
    const double last = std::max(std::abs(course.until), 1e-300);
    const int digits = course.logarithmic ? 4 : std::clamp(3 - static_cast<int>(std::floor(std::log10(last))), 0, 9);
    if (course.logarithmic) return course.label + " = " + number_text(place, digits);
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, place);
    return course.label + " = " + text;
}

void Playback::advance(double by, double known) {
    if (!playing) return;
    share = std::min(share + by / std::max(seconds, 1e-3), std::max(share, known));
    if (share < 1) return;
    share = 1;
    playing = false;
}

void Playback::toggle() {
    if (!playing && share >= 1) share = 0;
    playing = !playing;
}

}  // namespace coalesce::lab
