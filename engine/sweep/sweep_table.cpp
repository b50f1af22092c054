#include "coalesce/sweep/sweep_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

constexpr std::string_view done_word = "done", failed_word = "failed: ";

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + "\"";
}

/// Splits the record at the start of `text` into its fields (RFC 4180), and removes it with the end of its line.
std::vector<std::string> take_record(std::string_view& text) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    std::size_t k = 0;
    for (; k < text.size(); ++k) {
        const char c = text[k];
        if (c == '"' && quoted && k + 1 < text.size() && text[k + 1] == '"') {
            fields.back() += '"';
            ++k;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c == '\n' && !quoted) {
            ++k;
            break;
        } else if (c != '\r' || quoted) {
            fields.back() += c;
        }
    }
    text.remove_prefix(k);
    return fields;
}

/// FNV-1a, 64 bits, as 16 digits: one line in 2^64 that was torn passes.
std::string checksum(std::string_view text) {
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    std::string digits(16, '0');
    for (std::size_t k = 16; k-- > 0; hash >>= 4) digits[k] = "0123456789abcdef"[hash & 15];
    return digits;
}

std::string real_field(double value, bool whole) {
    if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return whole ? std::to_string(static_cast<std::int64_t>(value)) : decimal_text(value);
}

}  // namespace

SweepTable::SweepTable(const Sweep& sweep)
    : sweep_(&sweep),
      width_(sweep.measures.size()),
      state_(sweep.runs(), State::unknown),
      values_(sweep.runs() * width_, std::numeric_limits<double>::quiet_NaN()),
      places_(sweep.axes.size() + 1) {
    for (std::size_t k = 0; k < sweep.axes.size(); ++k)
        for (std::size_t i = 0; i < sweep.axes[k].values.size(); ++i)
            places_[k].emplace(sweep_value_text(sweep.axes[k].values[i]), i);
    for (std::size_t i = 0; i < sweep.seeds.size(); ++i) places_.back().emplace(std::to_string(sweep.seeds[i]), i);
}

void SweepTable::put(std::size_t run, const SweepRow& row) {
    if (state_[run] == State::done) return;
    if (state_[run] == State::unknown) ++known_;
    if (!row.failure.empty()) {
        state_[run] = State::failed;
        failures_[run] = one_line(row.failure);
        return;
    }
    state_[run] = State::done;
    failures_.erase(run);
    std::copy_n(row.values.begin(), width_, values_.begin() + static_cast<std::ptrdiff_t>(run * width_));
}

std::size_t SweepTable::first_failed() const {
    return failures_.empty() ? state_.size() : failures_.begin()->first;
}

SweepRow SweepTable::row(std::size_t run) const {
    if (state_[run] == State::failed) return {{}, failures_.at(run)};
    const auto from = values_.begin() + static_cast<std::ptrdiff_t>(run * width_);
    return {{from, from + static_cast<std::ptrdiff_t>(width_)}, {}};
}

/// Measures and status, as they stand in both kinds of file.
std::string SweepTable::outcome(std::size_t run) const {
    std::string text;
    for (std::size_t k = 0; k < width_; ++k)
        text.append(real_field(values_[run * width_ + k], sweep_->measures[k].whole)).append(",");
    return text + (state_[run] == State::done ? std::string(done_word)
                                              : csv_field(std::string(failed_word) + failures_.at(run)));
}

bool SweepTable::read_outcome(std::size_t run, const std::vector<std::string>& fields, std::size_t from) {
    if (fields.size() != from + width_ + 1) return false;
    SweepRow row;
    for (std::size_t k = 0; k < width_; ++k) {
        const char* const text = fields[from + k].c_str();
        char* end = nullptr;
        row.values.push_back(std::strtod(text, &end));
        if (end == text || *end != '\0') return false;
    }
    const std::string& status = fields.back();
    if (status.starts_with(failed_word)) row.failure = status.substr(failed_word.size());
    if (status != done_word && row.failure.empty()) return false;
    put(run, row);
    return true;
}

std::string SweepTable::header() const {
    std::string text;
    for (const SweepAxis& axis : sweep_->axes) text.append(csv_field(axis.key)).append(",");
    if (!sweep_->seeds.empty()) text += "seed,";
    for (const SweepMeasure& measure : sweep_->measures) text.append(csv_field(measure.name)).append(",");
    return text + "status";
}

std::string SweepTable::csv() const {
    std::string text = header() + "\n";
    std::vector<std::vector<std::string>> words(sweep_->axes.size());
    for (std::size_t k = 0; k < words.size(); ++k)
        for (const std::string& value : sweep_->axes[k].values) words[k].push_back(csv_field(sweep_value_text(value)));
    for (std::size_t run = 0; run < state_.size(); ++run) {
        if (!known(run)) continue;
        const std::vector<std::size_t> place = sweep_->place_of(run);
        for (std::size_t k = 0; k < words.size(); ++k) text.append(words[k][place[k]]).append(",");
        if (!sweep_->seeds.empty()) text.append(std::to_string(sweep_->seeds[place.back()])).append(",");
        text.append(outcome(run)).append("\n");
    }
    return text;
}

/// The run that the first fields name; the number of runs if there is none.
std::size_t SweepTable::run_of(const std::vector<std::string>& fields) const {
    const bool seeded = !sweep_->seeds.empty();
    const std::size_t named = sweep_->axes.size() + (seeded ? 1 : 0);
    if (fields.size() < named) return state_.size();
    std::size_t run = 0;
    for (std::size_t k = 0; k < named; ++k) {
        const auto at = places_[k].find(fields[k]);
        if (at == places_[k].end()) return state_.size();
        run = run * (k < sweep_->axes.size() ? sweep_->axes[k].values.size() : sweep_->seeds.size()) + at->second;
    }
    return run;
}

void SweepTable::read_csv(std::string_view text, std::string_view origin) {
    const std::string_view first = text.substr(0, text.find('\n'));
    if (first != header())
        throw InputError(one_line(std::string(origin) + ": found the columns " + shortened(first, 200) + ", expected " +
                                  shortened(header(), 200)));
    if (!text.ends_with('\n'))
        throw InputError(std::string(origin) + ": found no end of the last line, expected a whole table");
    take_record(text);
    const std::size_t named = sweep_->axes.size() + (sweep_->seeds.empty() ? 0 : 1);
    for (std::size_t line = 2; !text.empty(); ++line) {
        const std::string_view before = text;
        const std::vector<std::string> fields = take_record(text);
        const std::size_t run = run_of(fields);
        if (run < state_.size() && read_outcome(run, fields, named)) continue;
        throw InputError(one_line(std::string(origin) + ": line " + std::to_string(line) + ": found " +
                                  shortened(before.substr(0, before.find('\n'))) + ", expected a row of the sweep"));
    }
}

std::string SweepTable::line(std::size_t run) const {
    const std::string text = std::to_string(run) + "," + outcome(run);
    return checksum(text) + " " + text;
}

bool SweepTable::read_line(std::string_view line) {
    constexpr std::size_t digits = 16;
    if (line.size() < digits + 2 || line[digits] != ' ') return false;
    std::string_view text = line.substr(digits + 1);
    if (checksum(text) != line.substr(0, digits)) return false;
    const std::vector<std::string> fields = take_record(text);
    std::size_t run = state_.size();
    const std::string& number = fields.front();
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), run);
    return error == std::errc() && end == number.data() + number.size() && run < state_.size() &&
           read_outcome(run, fields, 1);
}

}  // namespace coalesce
