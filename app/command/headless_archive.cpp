#include <cereal/archives/binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <sstream>

#include "coalesce/model/error.hpp"
#include "command/headless_run.hpp"

namespace coalesce {

template <class Archive>
void serialize(Archive& archive, Measurement& row) {
    archive(row.time, row.energy, row.clusters, row.alignment, row.mean_speed, row.max_speed, row.dt, row.drift);
}

}  // namespace coalesce

// The state of `coalesce run` as bytes, for another process.
namespace coalesce::command {

std::string HeadlessRun::save_bytes() const {
    std::ostringstream stream;
    cereal::BinaryOutputArchive archive(stream);
    archive(simulation_.save_bytes(), monitor_.save_bytes(), events_, unseen_, seconds_, times_.next(), rows_);
    archive(snapshots_ ? snapshots_->times() : std::vector<double>(), snapshots_ ? snapshots_->next() : kept_next_);
    return std::move(stream).str();
}

void HeadlessRun::restore_bytes(std::string_view bytes) {
    std::string simulation, monitor;
    double next_row = 0;
    try {
        std::istringstream stream{std::string(bytes)};
        cereal::BinaryInputArchive archive(stream);
        archive(simulation, monitor, events_, unseen_, seconds_, next_row, rows_, kept_times_, kept_next_);
    } catch (const std::exception&) {
        throw InputError("found a run that cannot be read");
    }
    times_.go_on(next_row);
    simulation_.restore_bytes(simulation);
    monitor_.restore_bytes(monitor);
}

}  // namespace coalesce::command
