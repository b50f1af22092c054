#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"
#include "figure/figure.hpp"

namespace coalesce::studies {
struct EquiangularStudy;
struct InfiniteWidthStudy;
struct SingleLocationStudy;
}  // namespace coalesce::studies

namespace coalesce::lab {

/// A laboratory with its settings: what `coalesce lab NAME` computes and draws. result() is summary.json with its
/// files.
class Lab : public figure::Figure {
  public:
    /// Of the picture, without its ending.
    virtual std::string picture_name() const = 0;
};

/// Writes a lab's files and its summary.json into a folder that is there; pictures are a Painter's. Throws RunError.
/// @return  what was written
studies::Result write(const Lab& lab, const std::filesystem::path& folder);

/// A picture that a lab draws instead of that of its settings (`--figure 2a`).
struct Picture {
    std::string_view name;
    std::string_view about;  ///< for --help
};

/// One laboratory: its own file has the entry, entries.cpp the list.
struct Entry {
    std::string_view name;   ///< as in `coalesce lab NAME`
    std::string_view about;  ///< for --help
    std::string reference;   ///< of its settings, for --help (settings_reference)
    std::vector<std::string_view> keys;
    std::vector<Picture> pictures;  ///< what --figure offers; may be empty
    /// @param picture  empty, or one of `pictures`
    /// @param set      --set, then --seed and --until where the lab has these keys
    /// @throws InputError
    std::unique_ptr<Lab> (*make)(std::string_view picture, const std::vector<Assignment>& set, Theme theme);
};
const std::vector<Entry>& entries();

/// Keys of a laboratory's table, for Entry.
template <class Settings>
std::vector<std::string_view> keys_of(std::span<const BasicParameter<Settings>> table) {
    std::vector<std::string_view> keys;
    for (const BasicParameter<Settings>& parameter : table) keys.push_back(parameter.key);
    return keys;
}

// One a laboratory.
Entry single_location_entry();
Entry infinite_width_entry();
Entry equiangular_entry();

// A laboratory of what is computed already: the desktop's windows show it and export it.
std::unique_ptr<Lab> lab_of(studies::SingleLocationStudy study, Theme theme);
std::unique_ptr<Lab> lab_of(studies::InfiniteWidthStudy study, Theme theme);
std::unique_ptr<Lab> lab_of(studies::EquiangularStudy study, Theme theme);

}  // namespace coalesce::lab
