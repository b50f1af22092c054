#include "command/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace coalesce::command {

double seconds_left(double fraction, double elapsed) {
    if (elapsed < 1 || !(fraction > 0)) return -1;
    return elapsed * std::max(0.0, 1 - fraction) / fraction;
}

std::string time_left_text(double seconds) {
    if (!(seconds >= 0)) return "";
    struct Unit {
        const char* name;
        double seconds, up_to;  // up_to: largest number of this unit
    };
    constexpr Unit units[] = {{"s", 1, 90}, {"min", 60, 90}, {"h", 3600, 48}, {"days", 86400, 730}};
    for (const Unit& unit : units) {
        const double count = std::max(1.0, std::ceil(seconds / unit.seconds));
        if (count > unit.up_to) continue;
        char text[48];
        std::snprintf(text, sizeof text, "about %.0f %s left", count, unit.name);
        return text;
    }
    char text[48];
    std::snprintf(text, sizeof text, "about %.2g years left", seconds / (365.25 * 86400));
    return text;
}

}  // namespace coalesce::command
