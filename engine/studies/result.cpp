#include "coalesce/studies/result.hpp"

#include <algorithm>
#include <stdexcept>

namespace coalesce::studies {
namespace {

template <class Named>
const Named& named(const std::vector<Named>& all, std::string_view name, std::string Named::*member) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.*member == name; });
    if (at == all.end()) throw std::out_of_range("found nothing named " + std::string(name));
    return *at;
}

}  // namespace

std::size_t Column::size() const {
    return std::visit([](const auto& values) { return values.size(); }, cells);
}

const Column& Table::column(std::string_view wanted) const {
    return named(columns, wanted, &Column::name);
}

Table& Table::add(std::string column, std::vector<double> reals, std::string unit, int digits) {
    columns.push_back({std::move(column), std::move(reals), std::move(unit), NotFinite::null, digits});
    return *this;
}

Result& Result::put(Table table) {
    std::string path = table.name;
    entries_.push_back({std::move(path), std::move(table)});
    return *this;
}

Result& Result::put_value(std::string path, Value value, std::string unit, NotFinite not_finite) {
    entries_.push_back({std::move(path), std::move(value), std::move(unit), not_finite});
    return *this;
}

const Result::Entry& Result::entry(std::string_view path) const {
    return named(entries_, path, &Entry::path);
}

const Value& Result::value(std::string_view path) const {
    const auto* found = std::get_if<Value>(&entry(path).what);
    if (!found) throw std::out_of_range("found no value at " + std::string(path));
    return *found;
}

double Result::number(std::string_view path) const {
    const Value& found = value(path);
    if (const auto* whole = std::get_if<std::int64_t>(&found)) return static_cast<double>(*whole);
    return std::get<double>(found);
}

const std::string& Result::unit(std::string_view path) const {
    return entry(path).unit;
}

const Table& Result::table(std::string_view path) const {
    const auto* found = std::get_if<Table>(&entry(path).what);
    if (!found) throw std::out_of_range("found no table at " + std::string(path));
    return *found;
}

bool Result::passes() const {
    return !checks || std::all_of(checks->begin(), checks->end(), [](const Check& check) { return check.pass(); });
}

}  // namespace coalesce::studies
