#include "observe/radix_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <numeric>

namespace coalesce {
namespace {

/// 2^11 counters of 4 bytes fit the first-level cache.
constexpr int digit_bits = 11;
constexpr std::size_t digits = std::size_t{1} << digit_bits;
/// Below this count comparison sorting is faster than clearing the counters.
constexpr std::size_t few = 512;

struct Entry {
    std::uint64_t key;
    std::uint32_t index;
};

/// Sorts by the bits of `varying`, 11 at a time from the lowest.
template <class Item, class KeyOf>
void sort_by_digits(std::vector<Item>& items, std::uint64_t varying, const KeyOf& key_of) {
    std::vector<Item> to(items.size());
    for (int shift = 0; shift < 64 && varying >> shift != 0; shift += digit_bits) {
        // Bits shared by all keys need no pass.
        while ((varying >> shift & 1) == 0) ++shift;
        std::array<std::uint32_t, digits> place{};
        const auto digit = [&](const Item& item) { return key_of(item) >> shift & (digits - 1); };
        for (const Item& item : items) ++place[digit(item)];
        std::exclusive_scan(place.begin(), place.end(), place.begin(), 0U);
        for (const Item& item : items) to[place[digit(item)]++] = item;
        items.swap(to);
    }
}

}  // namespace

std::vector<std::uint32_t> rising_order(std::span<const std::uint64_t> keys) {
    const std::size_t n = keys.size();
    std::vector<std::uint32_t> order(n);
    if (n < few) {
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
        return order;
    }
    std::uint64_t varying = 0;
    for (const std::uint64_t key : keys) varying |= key ^ keys[0];
    const int index_bits = std::bit_width(n - 1), unused = std::countr_zero(varying | std::uint64_t{1} << 63);
    if (std::bit_width(varying) - unused + index_bits <= 64) {
        // Halves the memory: the varying bits and the index share one word.
        const std::uint64_t low = (std::uint64_t{1} << index_bits) - 1, own = varying >> unused;
        const std::uint64_t kept = own == 0 ? 0 : ~std::uint64_t{0} >> std::countl_zero(own);
        std::vector<std::uint64_t> items(n);
        for (std::size_t i = 0; i < n; ++i) items[i] = (keys[i] >> unused & kept) << index_bits | i;
        sort_by_digits(items, own << index_bits, [](std::uint64_t item) { return item; });
        for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint32_t>(items[i] & low);
        return order;
    }
    std::vector<Entry> items(n);
    for (std::size_t i = 0; i < n; ++i) items[i] = {keys[i], static_cast<std::uint32_t>(i)};
    sort_by_digits(items, varying, [](const Entry& item) { return item.key; });
    for (std::size_t i = 0; i < n; ++i) order[i] = items[i].index;
    return order;
}

}  // namespace coalesce
