#include "command/twin_table.hpp"

#include "coalesce/model/text.hpp"

namespace coalesce::command {

TwinTable::TwinTable(const std::vector<const SceneDocument*>& runs) : dimension_(runs.front()->scene.dimension) {
    const std::vector<std::string> words = twin_words(runs);
    for (std::size_t k = 1; k < runs.size(); ++k) {
        Twin twin{.folder = "twin-" + std::to_string(k), .set = {}, .words = words[k], .energy = {}, .distance = {}};
        const DocumentDiff diff = difference(*runs.front(), *runs[k]);
        for (const DocumentDiff::Change& change : diff.changes())
            twin.set.push_back(assignment_of(*change.parameter, change.after, dimension_));
        twins_.push_back(std::move(twin));
    }
}

void TwinTable::add(double time, double energy, const std::vector<double>& energies,
                    const std::vector<double>& distances) {
    times_.push_back(time);
    energy_.push_back(energy);
    for (std::size_t k = 0; k < twins_.size(); ++k) {
        twins_[k].energy.push_back(energies[k]);
        twins_[k].distance.push_back(distances[k]);
    }
}

std::string TwinTable::csv() const {
    const std::string distance = dimension_ == 2 ? "w1_" : "sliced_w1_";
    std::string text = "time,energy";
    for (std::size_t k = 1; k <= twins_.size(); ++k) {
        const std::string number = std::to_string(k);
        text += ",energy_" + number + "," + distance + number;
    }
    text += "\n";
    for (std::size_t row = 0; row < times_.size(); ++row) {
        text += decimal_text(times_[row]) + "," + decimal_text(energy_[row]);
        for (const Twin& twin : twins_) {
            text += "," + decimal_text(twin.energy[row]) + ",";
            text += formatted("%.9g", twin.distance[row]);
        }
        text += "\n";
    }
    return text;
}

}  // namespace coalesce::command
