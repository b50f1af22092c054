#include "observe/measurement.hpp"

#include <cstdio>

namespace coalesce {

std::string to_csv(const std::vector<Measurement>& rows) {
    std::string text = "time,energy,clusters,alignment,mean_speed,max_speed,dt,drift\n";
    char line[256];
    for (const Measurement& row : rows) {
        // 17 digits give a double back; the others are measurements of at most nine meaningful digits.
        std::snprintf(line, sizeof line, "%.17g,%.17g,%d,%.9g,%.9g,%.9g,%.9g,%.3g\n", row.time, row.energy,
                      row.clusters, row.alignment, row.mean_speed, row.max_speed, row.dt, row.drift);
        text += line;
    }
    return text;
}

}  // namespace coalesce
