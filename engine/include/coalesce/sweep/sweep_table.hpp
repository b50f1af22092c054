#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "coalesce/sweep/sweep.hpp"

namespace coalesce {

/// The rows of a sweep that are known, by run.
class SweepTable {
  public:
    /// @param sweep  must outlive the table
    explicit SweepTable(const Sweep& sweep);

    /// Puts the row of a run, over one that failed; the row of a run that is done stays.
    void put(std::size_t run, const SweepRow& row);
    bool known(std::size_t run) const { return state_[run] != State::unknown; }
    bool done(std::size_t run) const { return state_[run] == State::done; }
    std::size_t count_known() const { return known_; }
    std::size_t count_failed() const { return failures_.size(); }
    /// The first run that failed; runs() of the sweep if none did.
    std::size_t first_failed() const;
    /// Why a run failed.
    const std::string& failure(std::size_t run) const { return failures_.at(run); }
    SweepRow row(std::size_t run) const;
    /// A measure of a run; NaN if it is unknown or failed.
    double value(std::size_t run, std::size_t measure) const { return values_[run * width_ + measure]; }

    /// Formats sweep.csv: a header line, then a line for every known run, in their order (RFC 4180). Columns: the axes'
    /// keys, `seed` if anything is drawn at random, the measures, and `status`: "done", or "failed: " and why.
    std::string csv() const;
    /// Takes the rows of such a text. @throws InputError  `origin`, the line, what was found
    void read_csv(std::string_view text, std::string_view origin);

    /// One run as a line without its end, which read_line() takes back; a checksum tells a torn one.
    std::string line(std::size_t run) const;
    /// Takes a line. Returns false, and changes nothing, if it is damaged or of another sweep.
    bool read_line(std::string_view line);

    const Sweep& sweep() const { return *sweep_; }

  private:
    enum class State : unsigned char { unknown, done, failed };
    std::string header() const;
    std::string outcome(std::size_t run) const;
    bool read_outcome(std::size_t run, const std::vector<std::string>& fields, std::size_t from);
    std::size_t run_of(const std::vector<std::string>& fields) const;

    const Sweep* sweep_;
    std::size_t width_, known_ = 0;
    std::vector<State> state_;
    std::vector<double> values_;
    std::map<std::size_t, std::string> failures_;
    std::vector<std::unordered_map<std::string, std::size_t>> places_;  ///< of an axis' texts, and of the seeds'
};

}  // namespace coalesce
