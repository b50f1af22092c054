#include "flow/history.hpp"

#include <algorithm>
#include <utility>

namespace coalesce {

void MeasurementLog::clear() {
    const std::lock_guard lock(mutex_);
    rows_.clear();
    seen_ = 0;
    every_ = 1;
    newest_ = -std::numeric_limits<double>::infinity();
    ++version_;
}

MeasurementLog::Rows MeasurementLog::copy() const {
    const std::lock_guard lock(mutex_);
    return {seen_, every_, newest_, rows_};
}

void MeasurementLog::replace(Rows rows) {
    const std::lock_guard lock(mutex_);
    seen_ = rows.seen;
    every_ = rows.every;
    newest_ = rows.newest;
    rows_ = std::move(rows.rows);
    ++version_;
}

void MeasurementLog::set_aside() {
    aside_ = copy();
}

void MeasurementLog::bring_back() {
    replace(std::exchange(aside_, {}));
}

void MeasurementLog::cut(double time) {
    const std::lock_guard lock(mutex_);
    const auto after = std::lower_bound(rows_.begin(), rows_.end(), time,
                                        [](const Measurement& row, double t) { return row.time < t; });
    rows_.erase(after, rows_.end());
    seen_ = rows_.size() * every_;
    newest_ = rows_.empty() ? -std::numeric_limits<double>::infinity() : rows_.back().time;
    ++version_;
}

void MeasurementLog::append(const Measurement& row) {
    const std::lock_guard lock(mutex_);
    if (row.time <= newest_) return;
    newest_ = row.time;
    if (seen_++ % every_ != 0) return;
    rows_.push_back(row);
    if (rows_.size() <= most_rows) return;
    for (std::size_t k = 0; 2 * k < rows_.size(); ++k) rows_[k] = rows_[2 * k];
    rows_.resize((rows_.size() + 1) / 2);
    every_ *= 2;
    ++version_;
}

void MeasurementLog::copy_to(std::uint64_t& version, std::vector<Measurement>& rows) const {
    const std::lock_guard lock(mutex_);
    if (version != version_ || rows.size() > rows_.size()) rows.clear();
    version = version_;
    rows.insert(rows.end(), rows_.begin() + static_cast<std::ptrdiff_t>(rows.size()), rows_.end());
}

}  // namespace coalesce
