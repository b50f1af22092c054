#include "coalesce/observe/measurement.hpp"

#include <cstdio>

#include "coalesce/model/text.hpp"

namespace coalesce {

std::string to_csv(const std::vector<Measurement>& rows) {
    std::string text = "time,energy,clusters,alignment,mean_speed,max_speed,dt,drift\n";
    char line[256];
    for (const Measurement& row : rows) {
        // Time and energy read back as the same double; the others have at most nine meaningful digits.
        std::snprintf(line, sizeof line, "%s,%s,%d,%.9g,%.9g,%.9g,%.9g,%.3g\n", decimal_text(row.time).c_str(),
                      decimal_text(row.energy).c_str(), row.clusters, row.alignment, row.mean_speed, row.max_speed,
                      row.dt, row.drift);
        text += line;
    }
    return text;
}

}  // namespace coalesce
