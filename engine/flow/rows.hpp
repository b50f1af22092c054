#pragma once

#include <cstdint>
#include <span>

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Copies values kept by row to tokens, of which token t has row[t]: rows are lumps that several tokens share, or the
/// rows of a sorted cloud.
void at_rows(std::span<const std::int32_t> row, const Vectors& rows, Vectors& tokens);
void at_rows(std::span<const std::int32_t> row, const Field& rows, Field& tokens);
/// Copies coordinates only; the masses of `tokens` are unchanged.
/// @param tokens  as many as `row`
void at_rows(std::span<const std::int32_t> row, const Cloud& rows, Cloud& tokens);

/// Order of a large cloud in memory, if that is not the order of its tokens. Tokens keep their numbers, which files,
/// picking and noise use.
class TokenOrder {
  public:
    /// True if row t is token t.
    bool plain() const { return token_.empty(); }
    /// Empty if plain.
    std::span<const std::int32_t> token_of_row() const { return token_; }
    /// Empty if plain; computed at the first call.
    std::span<const std::int32_t> row_of_token() const;

    /// Sorts the rows of a cloud by `key` (≥ 0, one per row); rows of one key keep their order.
    /// @param scratch  as many doubles as the cloud has coordinates; its content is lost
    void sort(Cloud& cloud, std::span<const std::int32_t> key, std::vector<double>& scratch);
    /// Returns a copy of a sorted cloud in token order.
    Cloud in_token_order(const Cloud& rows) const;
    std::size_t bytes() const { return (token_.size() + row_.size()) * sizeof token_[0]; }
    template <class Archive>
    void serialize(Archive& archive);  // flow/archive.hpp

  private:
    std::vector<std::int32_t> token_;
    mutable std::vector<std::int32_t> row_;  ///< empty before the first request
};

}  // namespace coalesce
