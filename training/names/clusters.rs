//! Distributional word clusters from news: a low-rank embedding of co-occurrence counts (positive
//! pointwise mutual information, subspace iteration), clustered with spherical k-means.
//! Deterministic from a seed.

use std::collections::{BTreeMap, HashMap, HashSet};

use morgue::internals::text::tokenizer::Words;

/// Number of words that are clustered.
const VOCABULARY: usize = 45_000;
/// Number of the most frequent words that count as neighbours.
const NEIGHBOURS: usize = 1_500;
/// Dimensions of the embedding.
const DIMENSIONS: usize = 96;
/// Number of clusters.
const CLUSTERS: usize = 600;

/// Pseudorandom number generator SplitMix64 (Steele, Lea and Flood 2014).
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    /// Returns the next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn normal(&mut self) -> f32 {
        (0..4).map(|_| (self.next() >> 40) as f32 / (1u64 << 24) as f32 - 0.5).sum()
    }
}

/// Statistics of word usage: the cluster of each frequent word, and the words that are nearly
/// always lowercase.
pub struct WordUsage {
    pub clusters: HashMap<String, u32>,
    pub common: HashSet<String>,
}

/// Learns the statistics from texts.
pub fn train(texts: &[&str]) -> WordUsage {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for_each_word(texts, |word, is_lowercase| {
        let count = match counts.get_mut(word) {
            Some(count) => count,
            None => counts.entry(word.to_string()).or_default(),
        };
        count.0 += 1;
        count.1 += u32::from(is_lowercase);
    });
    let common = counts
        .iter()
        .filter(|(word, (all, is_lowercase))| {
            word.len() > 1 && *all >= 25 && u64::from(*is_lowercase) * 100 >= u64::from(*all) * 96
        })
        .map(|(word, _)| word.clone())
        .collect();
    let mut by_count: Vec<(&String, u32)> =
        counts.iter().map(|(word, (all, _))| (word, *all)).collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    by_count.truncate(VOCABULARY);
    by_count.retain(|(_, count)| *count >= 4);
    let ids: HashMap<&str, u32> =
        by_count.iter().zip(0..).map(|((word, _), at)| (word.as_str(), at)).collect();
    let matrix = cooccurrences(texts, &ids);
    let embedding = embedding(&matrix, by_count.len());
    let assigned = k_means(&embedding);
    let clusters = by_count
        .iter()
        .zip(assigned)
        .map(|((word, _), cluster)| (word.to_string(), cluster + 1))
        .collect();
    WordUsage { clusters, common }
}

fn for_each_word(texts: &[&str], mut emit: impl FnMut(&str, bool)) {
    for text in texts {
        let mut words = Words::new(text);
        while let Some(word) = words.advance() {
            let is_lowercase = text[word.start..].starts_with(char::is_lowercase);
            emit(words.folded(), is_lowercase);
        }
    }
}

/// Counts for each word its neighbours at four positions, weighted by PMI and sorted.
fn cooccurrences(texts: &[&str], ids: &HashMap<&str, u32>) -> Vec<Vec<(u32, f32)>> {
    let mut counts: Vec<HashMap<u32, f32>> = vec![HashMap::new(); ids.len()];
    for text in texts {
        let mut window: Vec<Option<u32>> = Vec::new();
        for_each_word(&[text], |word, _| window.push(ids.get(word).copied()));
        for (at, word) in window.iter().enumerate().filter_map(|(at, word)| Some((at, (*word)?))) {
            for (slot, step) in [-2_isize, -1, 1, 2].into_iter().enumerate() {
                let neighbour = at.checked_add_signed(step).and_then(|at| *window.get(at)?);
                if let Some(neighbour) =
                    neighbour.filter(|neighbour| (*neighbour as usize) < NEIGHBOURS)
                {
                    *counts[word as usize]
                        .entry(slot as u32 * NEIGHBOURS as u32 + neighbour)
                        .or_default() += 1.0;
                }
            }
        }
    }
    let mut columns = vec![0.0_f64; 4 * NEIGHBOURS];
    counts
        .iter()
        .flatten()
        .for_each(|(column, count)| columns[*column as usize] += f64::from(*count));
    let total: f64 = columns.iter().sum();
    let weigh = |row: HashMap<u32, f32>| {
        let sum: f64 = row.values().map(|count| f64::from(*count)).sum();
        let mut row: Vec<(u32, f32)> = row
            .into_iter()
            .filter_map(|(column, count)| {
                let odds = f64::from(count) * total
                    / (sum * columns[column as usize].powf(0.85) * total.powf(0.15));
                (odds > 1.0).then(|| (column, odds.ln() as f32))
            })
            .collect();
        row.sort_by_key(|(column, _)| *column);
        row
    };
    counts.into_iter().map(weigh).collect()
}

/// Embeds the rows by subspace iteration on the matrix and its transpose.
fn embedding(matrix: &[Vec<(u32, f32)>], words: usize) -> Vec<[f32; DIMENSIONS]> {
    let mut random = SplitMix64(17);
    let mut basis: Vec<[f32; DIMENSIONS]> =
        (0..4 * NEIGHBOURS).map(|_| std::array::from_fn(|_| random.normal())).collect();
    let mut rows = vec![[0.0; DIMENSIONS]; words];
    for _ in 0..5 {
        orthonormalise(&mut basis);
        for (row, sparse) in rows.iter_mut().zip(matrix) {
            *row = [0.0; DIMENSIONS];
            for (column, weight) in sparse {
                row.iter_mut()
                    .zip(&basis[*column as usize])
                    .for_each(|(sum, part)| *sum += weight * part);
            }
        }
        basis = vec![[0.0; DIMENSIONS]; 4 * NEIGHBOURS];
        for (row, sparse) in rows.iter().zip(matrix) {
            for (column, weight) in sparse {
                basis[*column as usize]
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, part)| *sum += weight * part);
            }
        }
    }
    // Takes the square root of the singular values, so that weak directions contribute too.
    let mut sizes = [0.0_f32; DIMENSIONS];
    rows.iter()
        .for_each(|row| sizes.iter_mut().zip(row).for_each(|(size, part)| *size += part * part));
    for row in &mut rows {
        row.iter_mut().zip(&sizes).for_each(|(part, size)| *part /= size.sqrt().sqrt().max(1e-6));
        let length = row.iter().map(|part| part * part).sum::<f32>().sqrt().max(1e-6);
        row.iter_mut().for_each(|part| *part /= length);
    }
    rows
}

/// Makes the columns of a tall matrix orthonormal (modified Gram-Schmidt).
fn orthonormalise(basis: &mut [[f32; DIMENSIONS]]) {
    for column in 0..DIMENSIONS {
        for earlier in 0..column {
            let dot: f32 = basis.iter().map(|row| row[column] * row[earlier]).sum();
            basis.iter_mut().for_each(|row| row[column] -= dot * row[earlier]);
        }
        let length =
            basis.iter().map(|row| row[column] * row[column]).sum::<f32>().sqrt().max(1e-6);
        basis.iter_mut().for_each(|row| row[column] /= length);
    }
}

fn k_means(rows: &[[f32; DIMENSIONS]]) -> Vec<u32> {
    let mut random = SplitMix64(23);
    let mut centres: Vec<[f32; DIMENSIONS]> = (0..CLUSTERS)
        .map(|_| rows[(random.next() % rows.len().min(8_000) as u64) as usize])
        .collect();
    let mut assigned = vec![0; rows.len()];
    for _ in 0..12 {
        for (row, cluster) in rows.iter().zip(&mut assigned) {
            let neighbour = |centre: &[f32; DIMENSIONS]| {
                centre.iter().zip(row).map(|(a, b)| a * b).sum::<f32>()
            };
            let best = centres.iter().map(neighbour).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            *cluster = best.map_or(0, |(at, _)| at as u32);
        }
        centres = vec![[0.0; DIMENSIONS]; CLUSTERS];
        for (row, cluster) in rows.iter().zip(&assigned) {
            centres[*cluster as usize].iter_mut().zip(row).for_each(|(sum, part)| *sum += part);
        }
        for centre in &mut centres {
            let length = centre.iter().map(|part| part * part).sum::<f32>().sqrt();
            if length < 1e-6 {
                *centre = rows[(random.next() % rows.len() as u64) as usize];
            } else {
                centre.iter_mut().for_each(|part| *part /= length);
            }
        }
    }
    assigned
}
