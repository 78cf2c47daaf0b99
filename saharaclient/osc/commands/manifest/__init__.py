"""``dataprocessing manifest ...``"""
