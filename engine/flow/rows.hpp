#pragma once

#include <cstdint>
#include <span>

#include "field/field.hpp"

namespace coalesce {

/// Values kept by row as values of tokens, of which token t has row[t]: lumps that several tokens share, or a cloud
/// whose rows are sorted.
void at_rows(std::span<const std::int32_t> row, const Vectors& rows, Vectors& tokens);
void at_rows(std::span<const std::int32_t> row, const Field& rows, Field& tokens);
/// Coordinates only: masses of `tokens` are left as they are.
/// @param tokens  of the size of `row`
void at_rows(std::span<const std::int32_t> row, const Cloud& rows, Cloud& tokens);

/// The order in which a large cloud lies in memory, where that is not the order of its tokens. Tokens keep their
/// numbers, by which files, picking and noise know them.
class TokenOrder {
  public:
    /// Whether row t is token t.
    bool plain() const { return token_.empty(); }
    /// Empty when plain.
    std::span<const std::int32_t> token_of_row() const { return token_; }
    /// Empty when plain; computed when first asked for.
    std::span<const std::int32_t> row_of_token() const;

    /// Sorts the rows of a cloud by `key` (one of every row, from 0); rows of one key keep their order.
    /// @param scratch  as many doubles as the cloud has coordinates; what they hold is lost
    void sort(Cloud& cloud, std::span<const std::int32_t> key, std::vector<double>& scratch);
    /// A copy of a sorted cloud.
    Cloud in_token_order(const Cloud& rows) const;
    std::size_t bytes() const { return (token_.size() + row_.size()) * sizeof token_[0]; }

  private:
    std::vector<std::int32_t> token_;
    mutable std::vector<std::int32_t> row_;  ///< empty until asked for
};

}  // namespace coalesce
