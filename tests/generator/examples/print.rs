fn main(){ let seed=std::env::args().nth(1).unwrap().parse().unwrap(); println!("{}", peristyle_test_generator::Schema::generate(&mut peristyle_test_generator::Random::new(seed))); }
